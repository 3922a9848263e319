"""What pages and REST share: settings, the open knowledge base, the request's context, caching, problems."""
