module.exports = (options = {}) => (request, response, next) => {
  response.setHeader('Access-Control-Allow-Origin', typeof options.origin === 'string' ? options.origin : '*');
  if (request.method === 'OPTIONS') {
    response.statusCode = 204;
    response.setHeader('Access-Control-Allow-Methods', 'GET,HEAD,PUT,PATCH,POST,DELETE');
    response.end();
    return;
  }
  next();
};
