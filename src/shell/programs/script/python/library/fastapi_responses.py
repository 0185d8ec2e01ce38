from fastapi import HTMLResponse, JSONResponse, PlainTextResponse, Response
