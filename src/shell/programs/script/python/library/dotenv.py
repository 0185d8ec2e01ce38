import os


def load_dotenv(dotenv_path=".env", override=False, **more):
    if not os.path.exists(dotenv_path):
        return False
    for name, value in dotenv_values(dotenv_path).items():
        if override or name not in os.environ:
            os.environ[name] = value
    return True


def dotenv_values(dotenv_path=".env"):
    values = {}
    with open(dotenv_path) as file:
        for line in file:
            line = line.strip()
            if line and not line.startswith("#") and "=" in line:
                name, _, value = line.partition("=")
                values[name.replace("export ", "").strip()] = value.strip().strip("'\"")
    return values
