// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.proc;

import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.tck.harness.EventLog;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.SubprocessTransport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Notes what happens to a child. Events: made, data1:text, lost1, exited, lost. Loop only. */
final class ChildRecorder implements SubprocessProtocol {

    private final EventLog log;
    private final ByteArrayOutputStream[] received = {
            new ByteArrayOutputStream(), new ByteArrayOutputStream(), new ByteArrayOutputStream()
    };
    private @Nullable SubprocessTransport transport;
    private boolean lost;

    ChildRecorder(EventLog log) {
        this.log = log;
    }

    SubprocessTransport transport() {
        return Objects.requireNonNull(transport, "the child was not made");
    }

    boolean isLost() {
        return lost;
    }

    String text(int fd) {
        return received[fd].toString(StandardCharsets.ISO_8859_1);
    }

    /** The events of one stream, in order. */
    List<String> eventsOf(int fd) {
        return log.events().stream().filter(event -> event.startsWith("data" + fd) || event.equals("lost" + fd))
                .toList();
    }

    @Override
    public void connectionMade(BaseTransport made) {
        transport = (SubprocessTransport) made;
        log.add("made");
    }

    @Override
    public void pipeDataReceived(int fd, byte[] data) {
        received[fd].writeBytes(data);
        log.add("data" + fd + ":" + new String(data, StandardCharsets.ISO_8859_1).strip());
    }

    @Override
    public void pipeConnectionLost(int fd, @Nullable Throwable exc) {
        log.add(exc == null ? "lost" + fd : "lost" + fd + ":" + exc);
    }

    @Override
    public void processExited() {
        log.add("exited");
    }

    @Override
    public void connectionLost(@Nullable Throwable exc) {
        lost = true;
        log.add(exc == null ? "lost" : "lost:" + exc);
    }
}
