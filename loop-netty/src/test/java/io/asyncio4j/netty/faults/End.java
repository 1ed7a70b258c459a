// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.faults;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One end of a connection: notes what happens to it, and keeps what comes. */
final class End implements Protocol {

    final List<String> log = new ArrayList<>();
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    boolean echo;
    Predicate<Transport> atEof = transport -> false;
    private @Nullable Transport transport;

    @Override
    public void connectionMade(BaseTransport made) {
        transport = (Transport) made;
        log.add("made");
    }

    @Override
    public void dataReceived(byte[] bytes) {
        data.writeBytes(bytes);
        if (echo) {
            transport().write(bytes);
        }
    }

    @Override
    public boolean eofReceived() {
        Boolean saidSo = transport().getExtraInfo(ExtraInfo.CLOSE_NOTIFY);
        log.add(saidSo == null ? "eof" : saidSo ? "eof, said" : "eof, not said");
        return atEof.test(transport());
    }

    @Override
    public void pauseWriting() {
        log.add("pause");
    }

    @Override
    public void resumeWriting() {
        log.add("resume");
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        log.add(cause instanceof IOException ? "lost by an error" : cause == null ? "lost" : cause.toString());
    }

    Transport transport() {
        return Objects.requireNonNull(transport, "not connected");
    }

    boolean isMade() {
        return transport != null;
    }

    boolean isLost() {
        return log.getLast().startsWith("lost");
    }
}
