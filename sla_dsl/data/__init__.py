"""Reading exports: what a file or a frame holds, as tables whose columns mean what the language says they mean."""
