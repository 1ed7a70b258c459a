// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.pipe;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tck.harness.EventLog;
import io.asyncio4j.transports.BaseTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Notes what happens to one end of a pipe. Loop only. */
final class PipeRecorder implements Protocol {

    private final EventLog log;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean logsData = true;
    private int largest;
    private boolean lost;
    private boolean eofAnswer;
    Runnable onMade = () -> {};

    PipeRecorder(EventLog log) {
        this.log = log;
    }

    /** Counts data instead of noting it. */
    PipeRecorder quiet() {
        logsData = false;
        return this;
    }

    /** Answers true to the end of file. */
    PipeRecorder keepingOpen() {
        eofAnswer = true;
        return this;
    }

    byte[] received() {
        return received.toByteArray();
    }

    int largest() {
        return largest;
    }

    boolean isLost() {
        return lost;
    }

    @Override
    public void connectionMade(BaseTransport transport) {
        log.add("made");
        onMade.run();
    }

    @Override
    public void dataReceived(byte[] data) {
        received.writeBytes(data);
        largest = Math.max(largest, data.length);
        if (logsData) {
            log.add("data:" + new String(data, StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public boolean eofReceived() {
        log.add("eof");
        return eofAnswer;
    }

    @Override
    public void connectionLost(@Nullable Throwable exc) {
        lost = true;
        log.add("lost:" + (exc == null ? "null" : exc instanceof IOException ? "IOException" : exc.toString()));
    }

    @Override
    public void pauseWriting() {
        log.add("pause");
    }

    @Override
    public void resumeWriting() {
        log.add("resume");
    }
}
