require('./app').listen(3000, () => console.log('listening on 3000'));
