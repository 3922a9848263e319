"""The assistant: questions in words to cited answers, without a language model."""
