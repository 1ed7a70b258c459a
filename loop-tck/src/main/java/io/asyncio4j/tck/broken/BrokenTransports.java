// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import static io.asyncio4j.tck.broken.BrokenServers.served;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of TR: what transports do when they are called. */
final class BrokenTransports {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("TR-07", "drops whatever is written when it is closing, also what is no data",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void write(byte[] data) {
                            if (!isClosing()) {
                                super.write(data);
                            }
                        }
                    })),
            new BrokenLoop("TR-08", "takes an empty write for the end",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void write(byte[] data) {
                            super.write(data);
                            if (data.length == 0) {
                                writeEof();
                            }
                        }
                    })),
            new BrokenLoop("TR-09", "lets writelines pass what was written before", served(Collecting::new)),
            new BrokenLoop("TR-10", "takes lists of lines only",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void writelines(Iterable<byte[]> lines) {
                            super.writelines((List<byte[]>) lines);
                        }
                    })),
            new BrokenLoop("TR-13", "fails on lines after the end",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void writelines(Iterable<byte[]> lines) {
                            if (isClosing()) {
                                throw new IllegalStateException("writelines: the transport is closed");
                            }
                            super.writelines(lines);
                        }
                    })),
            new BrokenLoop("TR-15", "drops what is written after the end of writing", served(DropsAfterEof::new)),
            new BrokenLoop("TR-16", "fails on writes after the end",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void write(byte[] data) {
                            if (isClosing() && data != null) {
                                throw new IllegalStateException("write: the transport is closed");
                            }
                            super.write(data);
                        }
                    })),
            new BrokenLoop("TR-20", "derives the low mark as half of the high one",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
                            super.setWriteBufferLimits(high, low == null && high != null ? (Integer) (high / 2) : low);
                        }
                    })),
            new BrokenLoop("TR-21", "corrects marks that contradict each other",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
                            super.setWriteBufferLimits(
                                    high, high != null && low != null && low > high ? high : low);
                        }
                    })),
            new BrokenLoop("TR-22", "takes a high mark of 0 for none",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
                            super.setWriteBufferLimits(high != null && high == 0 ? null : high, low);
                        }
                    })),
            new BrokenLoop("TR-23", "pauses when the high mark is reached",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
                            super.setWriteBufferLimits(high != null && high > 1 ? (Integer) (high - 1) : high, low);
                        }
                    })),
            new BrokenLoop("TR-24", "resumes when all is sent only",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
                            super.setWriteBufferLimits(high, 0);
                        }
                    })),
            new BrokenLoop("TR-33", "says that it reads when it is closing", served(ReadsForEver::new)),
            new BrokenLoop("TR-34", "fails when reading is paused twice",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void pauseReading() {
                            if (!isReading()) {
                                throw new IllegalStateException("pauseReading: reading is paused");
                            }
                            super.pauseReading();
                        }
                    })),
            new BrokenLoop("TR-44", "closes both directions at the end of writing",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void writeEof() {
                            close();
                        }
                    })),
            new BrokenLoop("TR-45", "cannot end writing",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public boolean canWriteEof() {
                            return false;
                        }
                    })),
            new BrokenLoop("TR-47", "drops what it has not sent when it is closed",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void close() {
                            abort();
                        }
                    })),
            new BrokenLoop("TR-48", "cannot be aborted while it closes",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void abort() {
                            if (!isClosing()) {
                                super.abort();
                            }
                        }
                    })),
            new BrokenLoop("TR-51", "fails when closed twice",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void close() {
                            if (isClosing()) {
                                throw new IllegalStateException("close: the transport is closing");
                            }
                            super.close();
                        }
                    })),
            new BrokenLoop("TR-59", "fails when asked for what it does not know",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public @Nullable Object getExtraInfo(String name) {
                            Object value = super.getExtraInfo(name);
                            if (value == null) {
                                throw new IllegalArgumentException("getExtraInfo: there is no " + name);
                            }
                            return value;
                        }
                    })),
            new BrokenLoop("TR-60", "lets its socket block",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public @Nullable Object getExtraInfo(String name) {
                            Object value = super.getExtraInfo(name);
                            return value instanceof io.asyncio4j.net.TransportSocket socket
                                    ? BrokenServers.unguarded(socket)
                                    : value;
                        }
                    })),
            new BrokenLoop("TR-62", "shows the protocol that it began with", served(ShowsFirst::new)),
            new BrokenLoop("TR-64", "refuses calls of other threads, and follows them",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void write(byte[] data) {
                            if (BrokenSched.isStranger(loop)) {
                                loop.callSoonThreadsafe(() -> super.write(data));
                                throw new IllegalStateException("write: called from another thread");
                            }
                            super.write(data);
                        }
                    })));

    private BrokenTransports() {}

    /** Joins single writes until the end of the turn. */
    private static final class Collecting extends ForwardingTransport {
        private final List<byte[]> collected = new ArrayList<>();

        Collecting(ForwardingNetwork loop, Transport base) {
            super(loop, base);
        }

        @Override
        public void write(byte[] data) {
            if (collected.isEmpty()) {
                loop.callSoon(() -> {
                    collected.forEach(super::write);
                    collected.clear();
                });
            }
            collected.add(data.clone());
        }
    }

    private static final class DropsAfterEof extends ForwardingTransport {
        private boolean ended;

        DropsAfterEof(ForwardingNetwork loop, Transport base) {
            super(loop, base);
        }

        @Override
        public void writeEof() {
            ended = true;
            super.writeEof();
        }

        @Override
        public void write(byte[] data) {
            if (!ended) {
                super.write(data);
            }
        }
    }

    private static final class ReadsForEver extends ForwardingTransport {
        private boolean paused;

        ReadsForEver(ForwardingNetwork loop, Transport base) {
            super(loop, base);
        }

        @Override
        public void pauseReading() {
            paused = true;
            super.pauseReading();
        }

        @Override
        public void resumeReading() {
            paused = false;
            super.resumeReading();
        }

        @Override
        public boolean isReading() {
            return !paused;
        }
    }

    private static final class ShowsFirst extends ForwardingTransport {
        private @Nullable BaseProtocol first;

        ShowsFirst(ForwardingNetwork loop, Transport base) {
            super(loop, base);
        }

        @Override
        public @Nullable BaseProtocol getProtocol() {
            if (first == null) {
                first = super.getProtocol();
            }
            return first;
        }

        @Override
        public void setProtocol(BaseProtocol protocol) {
            BaseProtocol unused = getProtocol();
            super.setProtocol(protocol);
        }
    }
}
