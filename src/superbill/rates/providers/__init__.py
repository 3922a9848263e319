"""Who the providers are: NPPES, the areas of their ZIP codes, and who bills what (Medicare practitioners)."""
