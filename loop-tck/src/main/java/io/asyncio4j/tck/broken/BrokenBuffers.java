// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import java.nio.ByteBuffer;
import java.util.List;

/** Loops that break the rules of BUF. */
final class BrokenBuffers {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("BUF-01", "tells of 0 bytes behind each read", sound -> new ForwardingLoop(sound) {
                @Override
                void bufferUpdated(BufferedProtocol to, int nbytes) {
                    super.bufferUpdated(to, nbytes);
                    super.bufferUpdated(to, 0);
                }
            }),
            new BrokenLoop("BUF-03", "leaves the first byte of the buffer free", sound -> new ForwardingLoop(sound) {
                @Override
                ByteBuffer getBuffer(BufferedProtocol to, int sizeHint) {
                    ByteBuffer buffer = super.getBuffer(to, sizeHint);
                    return buffer.limit() > 1 ? buffer.slice(1, buffer.limit() - 1) : buffer;
                }
            }),
            new BrokenLoop("BUF-04", "reads into a buffer of its own if the given one has no room",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        ByteBuffer getBuffer(BufferedProtocol to, int sizeHint) {
                            ByteBuffer buffer = super.getBuffer(to, sizeHint);
                            return buffer.capacity() == 0 ? ByteBuffer.allocate(1024) : buffer;
                        }
                    }),
            new BrokenLoop("BUF-05", "reads into a buffer of its own if it gets none",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        ByteBuffer getBuffer(BufferedProtocol to, int sizeHint) {
                            try {
                                return super.getBuffer(to, sizeHint);
                            } catch (RuntimeException swallowed) {
                                return ByteBuffer.allocate(1024);
                            }
                        }
                    }),
            new BrokenLoop("BUF-06", "closes when the peer ends, whatever eofReceived says",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        boolean eofReceived(BaseProtocol to) {
                            boolean keeps = super.eofReceived(to);
                            return keeps && !(to instanceof BufferedProtocol);
                        }
                    }),
            new BrokenLoop("BUF-08", "tells of each read in two parts, paused or not",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        void bufferUpdated(BufferedProtocol to, int nbytes) {
                            int half = nbytes / 2;
                            if (half > 0) {
                                super.bufferUpdated(to, half);
                            }
                            super.bufferUpdated(to, nbytes - half);
                        }
                    }));

    private BrokenBuffers() {}
}
