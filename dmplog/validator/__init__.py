"""The validator station: whether a knowledge file says what it may say, told with path, line and column.

Its pydantic models are the one description of the files: of their checks, and of the JSON Schema for editors. It is imported where a
file is checked (the build, `dmplog flowchart check`, a file of the user's own), never to diagnose with what is shipped.
"""
