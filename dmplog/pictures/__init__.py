"""The pictures of a report: rows of dots, a lane on Microsoft's flowchart, and time in each step.

Each is computed from the report document as a `Drawing`, which knows places, sizes and roles of colours; writers make SVG, DOT,
PNG and PDF of it.
"""
