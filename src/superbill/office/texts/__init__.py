"""Plain-language texts as editors write and sign them."""
