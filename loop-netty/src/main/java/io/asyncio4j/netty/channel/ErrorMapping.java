// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one place where exceptions of Netty and the JDK become those that users see: the JDK's classes, with operation, address,
 * the system's error and a remedy in the text, and the original as cause. What is no error of I/O stays as it is.
 */
public final class ErrorMapping {

    private ErrorMapping() {}

    /** Netty wraps what fails while a socket is opened or configured. */
    private static Throwable unwrapped(Throwable error) {
        return error instanceof ChannelException && error.getCause() instanceof IOException io ? io : error;
    }

    /** {@return whether the system's socket failed, not TLS above it, and not because the channel had been closed before} */
    static boolean isOfSocket(Throwable error) {
        return unwrapped(error) instanceof IOException cause
                && !(cause instanceof SSLException)
                && !(cause instanceof ClosedChannelException);
    }

    /**
     * An established connection failed.
     *
     * @param error what Netty or the JDK says
     * @param operation what was tried
     * @param peer the other side, or null if it is not known
     * @return what the user sees
     */
    public static Throwable onConnection(Throwable error, String operation, @Nullable SocketAddress peer) {
        Throwable cause = unwrapped(error);
        if (!(cause instanceof IOException)) {
            return cause;
        }
        Errno errno = Errno.of(cause);
        String what = errno == null
                ? operation + ": the connection to " + peer + " failed: " + fact(cause)
                : numbered(errno) + operation + ": the connection to " + peer + " failed: " + errno.text();
        return with(cause, new SocketException(what + "; connect again"));
    }

    /** Some of Netty's errors have nothing but their name. */
    private static String fact(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /**
     * A connection attempt failed.
     *
     * @param error what Netty or the JDK says
     * @param operation what was tried
     * @param peer where to
     * @return what the user sees
     */
    public static Throwable onConnect(Throwable error, String operation, SocketAddress peer) {
        Throwable cause = unwrapped(error);
        if (!(cause instanceof IOException)) {
            return cause;
        }
        Errno errno = Errno.of(cause);
        if (errno == null) {
            return with(cause, new ConnectException(
                    operation + ": connecting to " + peer + " failed: " + cause.getMessage() + "; check the address"));
        }
        String what = numbered(errno) + operation + ": connecting to " + peer + " failed: " + errno.text();
        return with(cause, switch (errno) {
            case ENOENT -> new NoSuchFileException(peer.toString(), null, what + "; check the path");
            case ECONNREFUSED -> new ConnectException(what + "; check that somebody listens there");
            // Of a unix socket: the system does not queue who connects beyond the listener's backlog.
            case EAGAIN -> new ConnectException(what + " (the backlog of the listener is full); try again later");
            case ETIMEDOUT -> new ConnectException(what + "; check that the host is up");
            case ENETUNREACH, EHOSTUNREACH -> new NoRouteToHostException(what + "; check the address and the network");
            case EMFILE, ENFILE, ENOBUFS, ENOMEM ->
                new SocketException(what + "; close what is not used, or raise the limit");
            default -> new ConnectException(what + "; check the address");
        });
    }

    /**
     * A socket could not be bound.
     *
     * @param error what Netty or the JDK says
     * @param operation for the text
     * @param address where
     * @return what users see; what is no error of I/O stays as it is
     */
    public static Throwable onBind(Throwable error, String operation, SocketAddress address) {
        Throwable cause = unwrapped(error);
        if (!(cause instanceof IOException)) {
            return cause;
        }
        Errno errno = Errno.of(cause);
        String what = errno == null
                ? operation + ": binding to " + address + " failed: " + cause.getMessage()
                : numbered(errno) + operation + ": binding to " + address + " failed: " + errno.text();
        String remedy = errno == Errno.EADDRINUSE
                ? "; choose another port, or 0 for a free one"
                : errno == Errno.EADDRNOTAVAIL
                        ? "; choose an address of this machine"
                        : errno == Errno.EACCES ? "; choose a port above 1023" : "; check the address";
        return with(cause, new BindException(what + remedy));
    }

    /**
     * A unix socket could not be bound.
     *
     * @param error what Netty or the JDK says
     * @param operation for the text
     * @param path where it was to be bound
     * @return what users see; errors of another sort are thrown as they are
     */
    public static IOException onBindPath(Exception error, String operation, SocketAddress path) {
        Throwable cause = unwrapped(error);
        if (cause instanceof RuntimeException other) {
            throw other;
        }
        Errno errno = Errno.of(cause);
        String what = errno == null
                ? operation + ": binding to " + path + " failed: " + cause.getMessage()
                : numbered(errno) + operation + ": binding to " + path + " failed: " + errno.text();
        return errno == Errno.ENOENT
                ? with(cause, new NoSuchFileException(path.toString(), null, what + "; create its directory"))
                : with(cause, new BindException(what + (errno == Errno.EADDRINUSE
                        ? "; choose another path, or remove what is there"
                        : "; check the path and its directory")));
    }

    /**
     * A datagram could not be sent or received.
     *
     * @param error what Netty or the JDK says
     * @param operation for the text
     * @param peer where to, or null
     * @return what users see; what is no error of I/O stays as it is
     */
    public static Throwable onDatagram(Throwable error, String operation, @Nullable SocketAddress peer) {
        Throwable cause = unwrapped(error);
        if (!(cause instanceof IOException)) {
            return cause;
        }
        Errno errno = Errno.of(cause);
        String to = peer == null ? "a datagram" : "a datagram to " + peer;
        String what = errno == null
                ? operation + ": " + to + " failed: " + cause.getMessage()
                : numbered(errno) + operation + ": " + to + " failed: " + errno.text();
        return with(cause, errno == Errno.ECONNREFUSED
                ? new ConnectException(what + "; check that somebody receives there")
                : new SocketException(what + (errno == Errno.EMSGSIZE
                        ? "; send less at a time"
                        : "; check the address and the network")));
    }

    /** All attempts of a connection failed: one error of them, or one that lists them. */
    static Throwable ofAttempts(String operation, List<? extends Throwable> errors) {
        if (errors.isEmpty()) {
            return new java.util.concurrent.TimeoutException(
                    operation + ": no attempt ended in time, and none left an error; try again");
        }
        Set<String> texts = new LinkedHashSet<>();
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (Throwable error : errors) {
            // Each names the operation; together they need it once.
            texts.add(String.valueOf(error.getMessage()).replace(operation + ": ", ""));
            classes.add(error.getClass());
        }
        Throwable first = errors.getFirst();
        if (texts.size() == 1) {
            return first;
        }
        String text = operation + ": Multiple exceptions: " + String.join(", ", new ArrayList<>(texts));
        IOException all = classes.size() == 1 && first instanceof ConnectException
                ? new ConnectException(text)
                : new IOException(text);
        errors.forEach(all::addSuppressed);
        return all;
    }

    private static String numbered(Errno errno) {
        return "[Errno " + errno.linux() + "] ";
    }

    private static IOException with(Throwable cause, IOException mapped) {
        mapped.initCause(cause);
        return mapped;
    }
}
