"""A report as HTML, Markdown, PDF and JSON. `layout` decides once what stands where; each renderer only draws it."""
