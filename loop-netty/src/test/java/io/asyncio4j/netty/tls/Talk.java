// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what happens to it, data summed up. */
class Talk implements Protocol {

    final List<String> events = new ArrayList<>();
    final StringBuilder data = new StringBuilder();
    long bytes;
    @Nullable Transport transport;
    boolean echo;

    @Override
    public void connectionMade(BaseTransport made) {
        transport = (Transport) made;
        events.add("made");
    }

    @Override
    public void dataReceived(byte[] received) {
        bytes += received.length;
        if (data.length() < 1000) {
            data.append(new String(received, StandardCharsets.ISO_8859_1));
        }
        if (echo) {
            transport().write(received);
        }
    }

    @Override
    public boolean eofReceived() {
        events.add("eof " + transport().getExtraInfo(ExtraInfo.CLOSE_NOTIFY));
        return false;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        events.add("lost " + (cause == null ? null : cause.getClass().getSimpleName()));
    }

    Transport transport() {
        return java.util.Objects.requireNonNull(transport);
    }
}
