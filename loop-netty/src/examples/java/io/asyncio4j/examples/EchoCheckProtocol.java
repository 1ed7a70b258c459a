// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.util.Random;

/** The same client by callbacks: its future is done when all messages have come back. */
final class EchoCheckProtocol implements Protocol {

    private final Future<Object> done;
    private final EchoCheck.Tally tally;
    private final long seed;
    private final Random random;
    private final byte[] message;
    private final int messages;
    private int sent;
    private int compared;
    private Transport transport;

    EchoCheckProtocol(Future<Object> done, EchoCheck.Tally tally, long seed, int messages, int size) {
        this.done = done;
        this.tally = tally;
        this.seed = seed;
        this.random = new Random(seed);
        this.messages = messages;
        this.message = new byte[size];
    }

    @Override
    public void connectionMade(BaseTransport made) {
        transport = (Transport) made;
        sendNext();
    }

    private void sendNext() {
        if (sent == messages) {
            transport.close();
            return;
        }
        random.nextBytes(message);
        compared = 0;
        sent++;
        transport.write(message);
    }

    @Override
    public void dataReceived(byte[] data) {
        for (byte received : data) {
            if (compared == message.length || message[compared] != received) {
                fail("byte " + compared + " of " + message.length + " did not come back as it was sent");
                return;
            }
            compared++;
        }
        if (compared == message.length) {
            tally.messages++;
            tally.bytes += message.length;
            sendNext();
        }
    }

    private void fail(String what) {
        if (!done.done()) {
            done.setException(new IOException("client " + seed + ", message " + (sent - 1) + ": " + what));
        }
        transport.abort();
    }

    @Override
    public void connectionLost(Throwable failure) {
        if (done.done()) {
            return;
        }
        if (failure != null) {
            done.setException(failure);
        } else if (sent == messages && compared == message.length) {
            done.setResult(null);
        } else {
            done.setException(new IOException("client " + seed + ": the server closed the connection at message "
                    + (sent - 1)));
        }
    }
}
