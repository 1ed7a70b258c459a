// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.tck.harness.EventLog;
import io.asyncio4j.protocols.Protocol;

/** A {@link Protocol} that notes every callback; see {@link Recorder}. Loop only. */
public final class RecordingProtocol extends Recorder<RecordingProtocol> implements Protocol {

    /**
     * Makes a protocol.
     *
     * @param log where to
     * @param prefix what all its events begin with
     */
    public RecordingProtocol(EventLog log, String prefix) {
        super(log, prefix);
    }

    @Override
    public void dataReceived(byte[] data) {
        take(data);
    }

    @Override
    public boolean eofReceived() {
        return end();
    }
}
