// `require('dotenv/config')`: the variables of `.env`, at once.
require('_dotenv').config({ path: process.env.DOTENV_CONFIG_PATH });
