// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.Handle;
import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramSize;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.LoopExit;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reading and writing the program's own sockets; asyncio's {@code sock_recv} and neighbours.
 *
 * <p>
 * All go the same way: try at once; if that would block, try again whenever the channel is ready, until it is done or
 * nobody wants it any more. The watcher is taken away when the future is done, by a callback of it, unless another
 * operation has taken its place before. Two that wait in one direction would have to share a watcher: the second is
 * refused, where asyncio forgets the first.
 */
final class SocketCalls {

    private static final int MOST_BYTES = 256 * 1024;

    private final SelectorNetwork loop;
    private final Map<SelectableChannel, Future<?>> reading = new IdentityHashMap<>();
    private final Map<SelectableChannel, Future<?>> writing = new IdentityHashMap<>();

    /** Completes the future and returns true, or returns false if it would block. */
    private interface Attempt<T extends @Nullable Object> {
        boolean completes(Future<T> outcome) throws IOException;
    }

    SocketCalls(SelectorNetwork loop) {
        this.loop = loop;
    }

    Future<byte[]> recv(SocketChannel channel, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("sockRecv: " + count + " is no number of bytes");
        }
        return start("sockRecv", channel, false, outcome -> {
            ByteBuffer buffer = ByteBuffer.allocate(Math.min(count, MOST_BYTES));
            int got = buffer.hasRemaining() ? channel.read(buffer) : -1;
            if (got == 0) {
                return false;
            }
            outcome.setResult(Arrays.copyOf(buffer.array(), Math.max(0, got)));
            return true;
        });
    }

    Future<Integer> recvInto(SocketChannel channel, ByteBuffer buffer) {
        return start("sockRecvInto", channel, false, outcome -> {
            int got = buffer.hasRemaining() ? channel.read(buffer) : -1;
            if (got == 0) {
                return false;
            }
            outcome.setResult(Math.max(0, got));
            return true;
        });
    }

    Future<@Nullable Void> sendall(SocketChannel channel, ByteBuffer data) {
        return start("sockSendall", channel, true, outcome -> {
            while (data.hasRemaining()) {
                if (channel.write(data) == 0) {
                    return false;
                }
            }
            outcome.setResult(null);
            return true;
        });
    }

    Future<AcceptedSocket> accept(ServerSocketChannel channel) {
        return start("sockAccept", channel, false, outcome -> {
            SocketChannel accepted = channel.accept();
            if (accepted == null) {
                return false;
            }
            accepted.configureBlocking(false);
            outcome.setResult(new AcceptedSocket(accepted, accepted.getRemoteAddress()));
            return true;
        });
    }

    Future<@Nullable Void> connect(SocketChannel channel, SocketAddress address) {
        check("sockConnect", channel, writing);
        if (address instanceof InetSocketAddress name && name.isUnresolved()) {
            return loop.coroutine(() -> {
                AddressInfo first = loop.names()
                        .resolve(name.getHostString(), name.getPort(), Names.streams(Names.family(channel)))
                        .getFirst();
                return connectHeld(channel, first.address()).await();
            });
        }
        return connectHeld(channel, address);
    }

    /** Also for channels that the loop itself connects. */
    Future<@Nullable Void> connectHeld(SocketChannel channel, SocketAddress address) {
        return startHeld(channel, true, outcome -> {
            try {
                boolean there = channel.isConnectionPending() ? channel.finishConnect() : channel.connect(address);
                if (there) {
                    outcome.setResult(null);
                }
                return there;
            } catch (ConnectException e) {
                throw (IOException) new ConnectException("Connect call failed " + address + ": " + e.getMessage())
                        .initCause(e);
            }
        });
    }

    /** By the system: the JDK's own way from a file to a socket. */
    Future<Long> sendfile(SocketChannel channel, FileChannel file, SendfileOptions options) {
        long begin = options.offset();
        long end = options.count() == null ? Long.MAX_VALUE : begin + options.count();
        long[] at = {begin};
        return start("sockSendfile", channel, true, outcome -> {
            while (at[0] < Math.min(end, file.size())) {
                long sent = file.transferTo(at[0], end - at[0], channel);
                if (sent == 0) {
                    return false;
                }
                at[0] += sent;
                file.position(at[0]);
            }
            outcome.setResult(at[0] - begin);
            return true;
        });
    }

    Future<Datagram> recvfrom(DatagramChannel channel, int size) {
        return start("sockRecvfrom", channel, false, outcome -> {
            ByteBuffer buffer = ByteBuffer.allocate(size);
            SocketAddress sender = channel.receive(buffer);
            if (sender == null) {
                return false;
            }
            outcome.setResult(new Datagram(Arrays.copyOf(buffer.array(), buffer.position()), sender));
            return true;
        });
    }

    Future<DatagramSize> recvfromInto(DatagramChannel channel, ByteBuffer buffer, int count) {
        if (count < 0 || count > buffer.remaining()) {
            throw new IllegalArgumentException("sockRecvfromInto: nbytes is " + count + ", the buffer has room for "
                    + buffer.remaining());
        }
        return start("sockRecvfromInto", channel, false, outcome -> {
            int limit = buffer.limit();
            int before = buffer.position();
            buffer.limit(count == 0 ? limit : before + count);
            try {
                SocketAddress sender = channel.receive(buffer);
                if (sender == null) {
                    return false;
                }
                outcome.setResult(new DatagramSize(buffer.position() - before, sender));
                return true;
            } finally {
                buffer.limit(limit);
            }
        });
    }

    Future<Integer> sendto(DatagramChannel channel, ByteBuffer data, SocketAddress address) {
        return start("sockSendto", channel, true, outcome -> {
            int size = data.remaining();
            if (channel.send(data, address) == 0 && size > 0) {
                return false;
            }
            outcome.setResult(size);
            return true;
        });
    }

    private void check(String operation, SelectableChannel channel, Map<SelectableChannel, Future<?>> waiting) {
        loop.checkOpen();
        loop.holdings().checkFree(operation, channel);
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    operation + ": the channel is blocking; the socket must be non-blocking");
        }
        Future<?> first = waiting.get(channel);
        if (first != null && !first.done()) {
            throw new IllegalStateException(operation + ": another operation waits already for " + channel);
        }
    }

    private <T extends @Nullable Object> Future<T> start(
            String operation, SelectableChannel channel, boolean write, Attempt<T> attempt) {
        check(operation, channel, write ? writing : reading);
        return startHeld(channel, write, attempt);
    }

    private <T extends @Nullable Object> Future<T> startHeld(
            SelectableChannel channel, boolean write, Attempt<T> attempt) {
        Future<T> outcome = loop.createFuture();
        if (tried(outcome, attempt)) {
            return outcome;
        }
        Map<SelectableChannel, Future<?>> waiting = write ? writing : reading;
        Runnable again = () -> tried(outcome, attempt);
        Handle watcher = write ? loop.watchers().writer(channel, again) : loop.watchers().reader(channel, again);
        waiting.put(channel, outcome);
        outcome.addDoneCallback(done -> {
            waiting.remove(channel, outcome);
            if (!watcher.cancelled()) {
                Object removed = write ? loop.watchers().noWriter(channel) : loop.watchers().noReader(channel);
                assert removed != null;
            }
        });
        return outcome;
    }

    private static <T extends @Nullable Object> boolean tried(Future<T> outcome, Attempt<T> attempt) {
        if (outcome.done()) {
            return true;
        }
        try {
            return attempt.completes(outcome);
        } catch (LoopExit end) {
            throw end;
        } catch (Throwable failure) {
            outcome.setException(failure);
            return true;
        }
    }
}
