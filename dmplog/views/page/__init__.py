"""The page of a report: what it shows, worked out from the report document alone, before any template is asked."""
