"""One page for a browser that answers in sentences, tables and figures."""
