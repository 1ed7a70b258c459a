// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.Server;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.netty.channel.ChannelAdoption;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.TcpOperations;
import io.asyncio4j.netty.datagram.DatagramOperations;
import io.asyncio4j.netty.files.FileOperations;
import io.asyncio4j.netty.poll.ForwardingEventLoop;
import io.asyncio4j.netty.poll.NettyVersion;
import io.asyncio4j.netty.tls.TlsEngines;
import io.asyncio4j.netty.unix.UnixOperations;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The asyncio event loop on Netty (asyncio: {@code SelectorEventLoop}, {@code ProactorEventLoop}). Loop only, save what
 * {@link io.asyncio4j.events.AbstractEventLoop} says any thread may call.
 *
 * <p>It lives in one of two ways. {@link #create()} makes a loop of its own, which polls on the thread that runs it.
 * {@link #of(EventLoop)} gives the asyncio view of an event loop that a Netty service already runs: always running,
 * started and ended by its owner.
 */
public abstract sealed class NettyEventLoop extends LocalOperations permits StandaloneLoop, AttachedLoop {

    private @Nullable ChannelLoop home;
    private @Nullable TcpOperations tcp;
    private @Nullable UnixOperations unix;
    private @Nullable DatagramOperations datagrams;
    private @Nullable FileOperations files;

    NettyEventLoop(LoopClock clock) {
        super(clock);
    }

    /**
     * Makes a loop with the best poller of this machine (asyncio: {@code asyncio.new_event_loop}). Any thread.
     *
     * @return an idle loop; close it
     */
    public static NettyEventLoop create() {
        return create(NettyLoopOptions.DEFAULTS);
    }

    /**
     * Makes a loop with a poller of choice. Any thread.
     *
     * @param kind how it waits for I/O
     * @return an idle loop; close it
     * @throws NullPointerException if the kind is null
     * @throws UnsupportedOperationException if the machine does not have the kind; the cause says why
     */
    public static NettyEventLoop create(IoKind kind) {
        return create(NettyLoopOptions.DEFAULTS.kind(kind));
    }

    /**
     * Makes a loop. Any thread.
     *
     * @param options poller, clock and name
     * @return an idle loop; close it
     * @throws NullPointerException if the options are null
     * @throws UnsupportedOperationException if the machine does not have the kind of poller; the cause says why
     */
    public static NettyEventLoop create(NettyLoopOptions options) {
        Objects.requireNonNull(options, "NettyEventLoop.create: the options are null; use NettyLoopOptions.DEFAULTS");
        NettyVersion.require("NettyEventLoop.create");
        return new StandaloneLoop(options.kind().resolve(), options);
    }

    /**
     * Gives the asyncio view of an event loop that Netty runs. Any thread.
     *
     * <p>There is one view an event loop: every call for the same event loop answers the same. The view runs as long as
     * the event loop does; running, stopping and closing it are refused. From outside use {@code callSoonThreadsafe}; a
     * Netty handler or task on the event loop's own thread may call the view directly.
     *
     * <p>When the event loop is shut down gracefully, its channels are closed, so that protocols see {@code connectionLost};
     * tasks are cancelled, then async generators and the default executor are closed. Coroutines may still await something
     * in {@code finally} blocks, for a tenth of a second and, where the shutdown has a quiet period, as long as something
     * happens within it, up to the shutdown's timeout. Tasks that have not ended then are reported to the exception handler
     * and left behind; child processes and blocked threads go on. On io_uring give the shutdown a quiet period, however
     * short: without one Netty ends before the kernel has told it that the channels are closed, and nobody is told.
     *
     * <p>An event loop without a network poller (that of Netty's {@code LocalIoHandler}, a {@code DefaultEventLoop}) has its
     * sockets polled by a selector beside it, which is started when the first is opened. The event loop of an {@code
     * EmbeddedChannel}, for tests, runs when the test says so and takes the channel's time; its view has no sockets, belongs
     * to the thread that made it and ends when the channel is closed. What other threads post to it is found by {@code
     * runPendingTasks} while a task of the view is alive, otherwise with the next that its own thread does on it.
     *
     * @param eventLoop any event loop of Netty 4.2; that of a loop made by {@link #create()} gives that loop
     * @return the view
     * @throws NullPointerException if the event loop is null
     * @throws IllegalStateException if the event loop has terminated
     */
    public static NettyEventLoop of(EventLoop eventLoop) {
        Objects.requireNonNull(eventLoop, "NettyEventLoop.of: the event loop is null; pass one of an EventLoopGroup");
        NettyVersion.require("NettyEventLoop.of");
        // That of a channel that a view opened is not the very object which the group runs.
        EventLoop real = ForwardingEventLoop.real(eventLoop);
        NettyEventLoop owner = StandaloneLoop.owning(real);
        return owner == null ? AttachedViews.of(real) : owner;
    }

    /**
     * Returns the poller in use. Any thread.
     *
     * @return never {@link IoKind#AUTO}
     */
    public final IoKind kind() {
        return IoKind.of(host().kinds().poller());
    }

    /**
     * Returns the event loop of Netty that carries this loop's channels, for channels and handlers of one's own. Any
     * thread; what is given to it before the loop runs is done by the next run.
     *
     * @return always the same
     */
    public abstract EventLoop eventLoop();

    /**
     * Makes a transport of a channel that lives already: one that Netty's own bootstrap has accepted or connected, with what is
     * in its pipeline (asyncio: nearest to {@code connect_accepted_socket}). Loop only: that of the channel.
     *
     * <p>The transport takes the end of the pipeline, so that handlers before it (TLS, a codec that passes on {@code ByteBuf}s)
     * go on working; {@code get_extra_info} tells of an {@link io.netty.handler.ssl.SslHandler} among them, whose handshake is
     * waited for. The channel's {@code autoRead} and {@code ALLOW_HALF_CLOSURE} become the transport's, and on epoll the
     * channel is registered once more, so its handlers see {@code channelUnregistered} and {@code channelRegistered}. What was
     * written before, or is written by those handlers, leaves before the transport closes; an end of input that has passed
     * already is told to the protocol after the callbacks of the future.
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol; if it throws, the channel is closed
     * @param channel active; {@link NettyTransport#detach} gives it back
     * @return transport, a {@link NettyTransport}, and protocol; cancelling closes the channel
     * @throws NullPointerException if one of them is null
     * @throws IllegalArgumentException if the channel is not active, or belongs to another loop
     * @throws IllegalStateException if another transport has it, the loop is closed, or the caller is not on the loop
     */
    public final <P extends BaseProtocol> Future<Connection<Transport, P>> adopt(
            Supplier<P> protocolFactory, Channel channel) {
        Objects.requireNonNull(channel, "adopt: the channel is null; give one of this loop");
        if (!channel.isRegistered() || of(channel.eventLoop()) != this) {
            throw new IllegalArgumentException("adopt: " + channel + " does not live on " + this
                    + "; use NettyEventLoop.of(channel.eventLoop())");
        }
        return ChannelAdoption.open(home(), channel, protocolFactory);
    }

    // ---- the network: one line a method

    @Override
    public final Future<List<AddressInfo>> getAddrInfo(
            @Nullable String host, @Nullable Port port, AddressHints hints) {
        return tcp().getAddrInfo(host, port, hints);
    }

    @Override
    public final Future<NameInfo> getNameInfo(SocketAddress address, Set<AddressFlag> flags) {
        return tcp().getNameInfo(address, flags);
    }

    @Override
    public final <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
            Supplier<P> protocolFactory, ConnectOptions options) {
        host().requireSockets("createConnection");
        return tcp().createConnection(protocolFactory, options);
    }

    @Override
    public final Future<Server> createServer(
            Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        host().requireSockets("createServer");
        return tcp().createServer(protocolFactory, options);
    }

    /** A server that is given its connections by that of another loop. */
    final Server createWorker(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        return tcp().createWorker(protocolFactory, options);
    }

    @Override
    public final <P extends BaseProtocol> Future<Connection<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocolFactory, SelectableChannel sock, AcceptOptions options) {
        host().requireSockets("connectAcceptedSocket");
        return tcp().connectAcceptedSocket(protocolFactory, sock, options);
    }

    @Override
    public final <P extends BaseProtocol> Future<Connection<Transport, P>> createUnixConnection(
            Supplier<P> protocolFactory, UnixConnectOptions options) {
        host().requireSockets("createUnixConnection");
        return unix().createUnixConnection(protocolFactory, options);
    }

    @Override
    public final Future<Server> createUnixServer(
            Supplier<? extends BaseProtocol> protocolFactory, UnixListenOptions options) {
        host().requireSockets("createUnixServer");
        return unix().createUnixServer(protocolFactory, options);
    }

    @Override
    public final <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
            Supplier<P> protocolFactory, DatagramOptions options) {
        host().requireSockets("createDatagramEndpoint");
        return datagrams().createDatagramEndpoint(protocolFactory, options);
    }

    @Override
    public final Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
        return files().sendfile(transport, file, options);
    }

    private FileOperations files() {
        FileOperations made = files;
        if (made == null) {
            made = new FileOperations(home());
            files = made;
        }
        return made;
    }

    private DatagramOperations datagrams() {
        DatagramOperations made = datagrams;
        if (made == null) {
            made = new DatagramOperations(home());
            datagrams = made;
        }
        return made;
    }

    private UnixOperations unix() {
        UnixOperations made = unix;
        if (made == null) {
            made = new UnixOperations(home());
            unix = made;
        }
        return made;
    }

    @Override
    public final Future<Transport> startTls(
            Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions options) {
        return tcp().startTls(transport, protocol, context, options);
    }

    private TcpOperations tcp() {
        TcpOperations made = tcp;
        if (made == null) {
            made = new TcpOperations(home());
            tcp = made;
        }
        return made;
    }

    // ---- collaborators

    final ChannelLoop home() {
        ChannelLoop made = home;
        if (made == null) {
            made = new ChannelLoop(host(), new TlsEngines(tlsProvider()));
            home = made;
        }
        return made;
    }

    abstract @Nullable String name();

    abstract TlsProvider tlsProvider();

    @Override
    protected final void flushWrites() {
        host().dirty().flush();
    }

    @Override
    public final String toString() {
        String name = name();
        String state = isClosed() ? "closed" : isRunning() ? "running" : "idle";
        return "NettyEventLoop[#" + id() + (name == null ? "" : " " + name) + ", " + kind() + ", " + state + ", "
                + carrier().name() + (getDebug() ? ", debug]" : "]");
    }
}
