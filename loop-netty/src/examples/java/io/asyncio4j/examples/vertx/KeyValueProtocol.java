// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.vertx;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.nio.charset.StandardCharsets;

/**
 * {@code SET key value} and {@code GET key}, a line each. Ported from Python line by line:
 *
 * <pre>
 * class KeyValueProtocol(asyncio.Protocol):
 *     def __init__(self, store):
 *         self.store = store
 *         self.buffer = ""
 *
 *     def connection_made(self, transport):
 *         self.transport = transport
 *
 *     def data_received(self, data):
 *         self.buffer += data.decode("latin-1")
 *         *lines, self.buffer = self.buffer.split("\n")
 *         for line in lines:
 *             self.transport.write(self.answer(line.split()).encode("latin-1") + b"\n")
 *         if len(self.buffer) &gt; 1024:
 *             self.transport.abort()
 *
 *     def answer(self, words):
 *         match words:
 *             case ["SET", key, value]:
 *                 self.store.set(key, value)
 *                 return "OK"
 *             case ["GET", key]:
 *                 return self.store.get(key) or "NONE"
 *             case _:
 *                 return "ERROR"
 *
 *     def pause_writing(self):
 *         self.transport.pause_reading()
 *
 *     def resume_writing(self):
 *         self.transport.resume_reading()
 * </pre>
 */
final class KeyValueProtocol implements Protocol {

    private static final int LONGEST_LINE = 1024;

    private final KeyValueStore store;
    private String buffer = "";
    private Transport transport;

    KeyValueProtocol(KeyValueStore store) {
        this.store = store;
    }

    @Override
    public void connectionMade(BaseTransport made) {
        transport = (Transport) made;
    }

    @Override
    public void dataReceived(byte[] data) {
        buffer += new String(data, StandardCharsets.ISO_8859_1);
        String[] lines = buffer.split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            transport.write((answer(lines[i].strip().split("\\s+")) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        buffer = lines[lines.length - 1];
        if (buffer.length() > LONGEST_LINE) {
            transport.abort();
        }
    }

    private String answer(String[] words) {
        if (words.length == 3 && words[0].equals("SET")) {
            store.set(words[1], words[2]);
            return "OK";
        }
        if (words.length == 2 && words[0].equals("GET")) {
            String value = store.get(words[1]);
            return value == null ? "NONE" : value;
        }
        return "ERROR";
    }

    @Override
    public void pauseWriting() {
        transport.pauseReading();
    }

    @Override
    public void resumeWriting() {
        transport.resumeReading();
    }
}
