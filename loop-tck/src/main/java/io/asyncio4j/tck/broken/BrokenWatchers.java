// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loops that break the rules of FD and SIG: callbacks of channels and of signals. */
final class BrokenWatchers {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("FD-01", "calls a reader once, however much there is", sound -> new ForwardingLoop(sound) {
                @Override
                public void addReader(SelectableChannel channel, Runnable callback) {
                    boolean[] called = new boolean[1];
                    super.addReader(channel, () -> {
                        if (!called[0]) {
                            called[0] = true;
                            callback.run();
                        }
                    });
                }
            }),
            new BrokenLoop("FD-02", "keeps a reader or a writer of a channel", sound -> new ForwardingLoop(sound) {
                @Override
                public void addWriter(SelectableChannel channel, Runnable callback) {
                    boolean unused = inner.removeReader(channel);
                    super.addWriter(channel, callback);
                }
            }),
            new BrokenLoop("FD-03", "calls a reader that was replaced as well", sound -> new ForwardingLoop(sound) {
                private final Map<SelectableChannel, Runnable> readers = new HashMap<>();

                @Override
                public void addReader(SelectableChannel channel, Runnable callback) {
                    Runnable before = readers.put(channel, callback);
                    super.addReader(channel, before == null ? callback : () -> {
                        before.run();
                        callback.run();
                    });
                }
            }),
            new BrokenLoop("FD-04", "says that it removed a reader that never was", sound -> new ForwardingLoop(sound) {
                @Override
                public boolean removeReader(SelectableChannel channel) {
                    boolean unused = super.removeReader(channel);
                    return true;
                }
            }),
            new BrokenLoop("FD-06", "makes blocking channels non-blocking by itself",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public void addReader(SelectableChannel channel, Runnable callback) {
                            try {
                                channel.configureBlocking(false);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                            super.addReader(channel, callback);
                        }
                    }),
            new BrokenLoop("FD-07", "ignores watchers of a transport's channel", sound -> new ForwardingLoop(sound) {
                @Override
                public void addReader(SelectableChannel channel, Runnable callback) {
                    try {
                        super.addReader(channel, callback);
                    } catch (IllegalStateException ignored) {
                        checkOpen("addReader");
                    }
                }
            }),
            new BrokenLoop("FD-09", "does not take a failed connect for a writable channel",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public void addWriter(SelectableChannel channel, Runnable callback) {
                            super.addWriter(channel, () -> {
                                if (!(channel instanceof SocketChannel socket) || !socket.isConnectionPending()) {
                                    callback.run();
                                }
                            });
                        }
                    }),
            new BrokenLoop("FD-10", "fails when a reader is removed from a closed loop",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public boolean removeReader(SelectableChannel channel) {
                            checkOpen("removeReader");
                            return super.removeReader(channel);
                        }
                    }),
            new BrokenLoop("FD-11", "removes readers at the end of the turn", sound -> new ForwardingLoop(sound) {
                @Override
                public boolean removeReader(SelectableChannel channel) {
                    if (!isRunning()) {
                        return super.removeReader(channel);
                    }
                    callSoon(() -> {
                        boolean unused = super.removeReader(channel);
                    });
                    return true;
                }
            }),
            new BrokenLoop("SIG-01", "calls twice for a signal", sound -> new ForwardingLoop(sound) {
                @Override
                public void addSignalHandler(String signal, Runnable callback) {
                    super.addSignalHandler(signal, () -> {
                        callback.run();
                        callback.run();
                    });
                }
            }),
            new BrokenLoop("SIG-02", "keeps the first handler of a signal", sound -> new ForwardingLoop(sound) {
                private boolean added;

                @Override
                public void addSignalHandler(String signal, Runnable callback) {
                    added = true;
                    super.addSignalHandler(signal, callback);
                }

                @Override
                public void addSignalHandler(int signal, Runnable callback) {
                    if (!added) {
                        super.addSignalHandler(signal, callback);
                    }
                }
            }),
            new BrokenLoop("SIG-03", "says that it removed a handler that never was",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public boolean removeSignalHandler(String signal) {
                            boolean unused = super.removeSignalHandler(signal);
                            return true;
                        }
                    }),
            new BrokenLoop("SIG-04", "takes handlers of signals that cannot be caught",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public void addSignalHandler(String signal, Runnable callback) {
                            try {
                                super.addSignalHandler(signal, callback);
                            } catch (IllegalStateException ignored) {
                                checkOpen("addSignalHandler");
                            }
                        }
                    }),
            new BrokenLoop("SIG-08", "knows its handlers when it is closed", sound -> new ForwardingLoop(sound) {
                private final Set<String> handled = new HashSet<>();

                @Override
                public void addSignalHandler(String signal, Runnable callback) {
                    super.addSignalHandler(signal, callback);
                    handled.add(signal);
                }

                @Override
                public boolean removeSignalHandler(String signal) {
                    return super.removeSignalHandler(signal) | handled.remove(signal);
                }
            }));

    private BrokenWatchers() {}
}
