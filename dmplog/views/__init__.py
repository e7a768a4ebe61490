"""Views: everything that is made from the report document `Report.to_dict()`, and from nothing else.

`json`, `text`, `markdown` and `html` each have one function `render(document) -> str`; `diagram` draws. Log text is hostile
in every one of these sinks: it goes through `visible` first and through the escaping of the sink second.
"""
