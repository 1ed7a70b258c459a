// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.channel.unix.Errors;
import java.io.FileNotFoundException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * The system's error behind an exception. Netty's native transports say its number, the JDK only its text (and sometimes a
 * class), which is the C library's and the same on all systems for these.
 */
enum Errno {
    ENOENT(2, "No such file or directory"),
    EAGAIN(11, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EINVAL(22, "Invalid argument"),
    ENFILE(23, "Too many open files in system"),
    EMFILE(24, "Too many open files"),
    EPIPE(32, "Broken pipe"),
    EAFNOSUPPORT(97, "Address family not supported"),
    EMSGSIZE(90, "Message too long"),
    EADDRINUSE(98, "Address already in use"),
    EADDRNOTAVAIL(99, "Cannot assign requested address"),
    ENETUNREACH(101, "Network is unreachable"),
    ECONNABORTED(103, "Software caused connection abort"),
    ECONNRESET(104, "Connection reset"),
    ENOBUFS(105, "No buffer space available"),
    ETIMEDOUT(110, "Connection timed out"),
    ECONNREFUSED(111, "Connection refused"),
    EHOSTUNREACH(113, "No route to host");

    /** The number on Linux; elsewhere the text decides. */
    private final int linux;

    private final String text;

    Errno(int linux, String text) {
        this.linux = linux;
        this.text = text;
    }

    int linux() {
        return linux;
    }

    String text() {
        return text;
    }

    /** Finds the error behind an exception or behind one of its causes. */
    static @Nullable Errno of(Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            Errno found = ofOne(at);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Errno ofOne(Throwable error) {
        if (error instanceof Errors.NativeIoException io) {
            Errno found = ofNumber(-io.expectedErr());
            if (found != null) {
                return found;
            }
        }
        String message = error.getMessage();
        if (message != null) {
            for (Errno candidate : values()) {
                if (message.contains(candidate.text)) {
                    return candidate;
                }
            }
        }
        return switch (error) {
            case FileNotFoundException missing -> ENOENT;
            case NoRouteToHostException unreachable -> EHOSTUNREACH;
            case PortUnreachableException refused -> ECONNREFUSED;
            case ConnectException refused -> ECONNREFUSED;
            case BindException inUse -> EADDRINUSE;
            default -> null;
        };
    }

    private static @Nullable Errno ofNumber(int number) {
        for (Errno candidate : values()) {
            if (candidate.linux == number) {
                return candidate;
            }
        }
        return null;
    }
}
