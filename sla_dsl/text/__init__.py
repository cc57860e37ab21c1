"""Where every message begins: source text, spans in it, diagnostics about it; nothing below this room."""
