"""The web chat: FastAPI outside (REST, pages, hardening), Gradio's chat mounted at /."""
