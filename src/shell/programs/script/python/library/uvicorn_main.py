from uvicorn import main
