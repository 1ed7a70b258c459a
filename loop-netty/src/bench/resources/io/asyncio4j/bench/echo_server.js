// SPDX-License-Identifier: Apache-2.0
// Echo on Node: node echo_server.js PORT echo|two-writes
'use strict';
const net = require('net');

const HEAD = 64;
const port = Number(process.argv[2]);
const twoWrites = process.argv[3] === 'two-writes';

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    if (twoWrites && data.length > HEAD) {
      socket.write(data.subarray(0, HEAD));
      socket.write(data.subarray(HEAD));
    } else {
      socket.write(data);
    }
  });
});
server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => console.log(`ready 127.0.0.1:${port}`));
