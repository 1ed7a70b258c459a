// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.unix;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects what comes; may answer the end of input. */
public final class Collecting implements Protocol {

    /** What came. */
    public final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** What happened besides. */
    public final List<String> log = new ArrayList<>();

    /** The transport. */
    public Transport transport;

    private final Consumer<Transport> atEof;
    private final Runnable atLoss;

    /** With what to do at the end of input, and when the connection is lost. */
    public Collecting(Consumer<Transport> atEof, Runnable atLoss) {
        this.atEof = atEof;
        this.atLoss = atLoss;
    }

    @Override
    public void connectionMade(BaseTransport made) {
        transport = (Transport) made;
    }

    @Override
    public void dataReceived(byte[] bytes) {
        data.writeBytes(bytes);
    }

    @Override
    public boolean eofReceived() {
        log.add("eof");
        atEof.accept(transport);
        return true;
    }

    @Override
    public void connectionLost(Throwable exc) {
        log.add("lost " + exc);
        atLoss.run();
    }
}
