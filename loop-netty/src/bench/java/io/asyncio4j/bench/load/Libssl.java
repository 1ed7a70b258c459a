// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The system's OpenSSL as a client, called straight from Java, so that TLS costs the generator no object either. Certificates
 * are not checked and sessions not resumed. One thread.
 */
final class Libssl {
    private static final int WANT_READ = 2;
    private static final int WANT_WRITE = 3;
    private static final int ZERO_RETURN = 6;
    private static final int CTRL_MODE = 33;
    private static final int CTRL_READ_AHEAD = 41;

    /** Part of a message may be taken, and the rest offered again from elsewhere. */
    private static final long MODE = 1 | 2;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout PTR = ValueLayout.ADDRESS;

    private final SymbolLookup library;
    private final MethodHandle newConnection;
    private final MethodHandle free;
    private final MethodHandle setDescriptor;
    private final MethodHandle connect;
    private final MethodHandle read;
    private final MethodHandle write;
    private final MethodHandle error;
    private final MethodHandle clearErrors;
    private final MemorySegment context;

    /** @throws IllegalStateException when the system has no OpenSSL 3 */
    @SuppressWarnings("restricted") // The generator runs with --enable-native-access.
    Libssl() {
        try {
            library = SymbolLookup.libraryLookup("libssl.so.3", Arena.global());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("no libssl.so.3, which is the client; install libssl3", e);
        }
        newConnection = find("SSL_new", FunctionDescriptor.of(PTR, PTR));
        free = find("SSL_free", FunctionDescriptor.ofVoid(PTR));
        setDescriptor = find("SSL_set_fd", FunctionDescriptor.of(INT, PTR, INT));
        connect = find("SSL_connect", FunctionDescriptor.of(INT, PTR));
        read = find("SSL_read", FunctionDescriptor.of(INT, PTR, PTR, INT));
        write = find("SSL_write", FunctionDescriptor.of(INT, PTR, PTR, INT));
        error = find("SSL_get_error", FunctionDescriptor.of(INT, PTR, INT));
        clearErrors = find("ERR_clear_error", FunctionDescriptor.ofVoid());
        try {
            var method = (MemorySegment) find("TLS_client_method", FunctionDescriptor.of(PTR)).invokeExact();
            context = (MemorySegment) find("SSL_CTX_new", FunctionDescriptor.of(PTR, PTR)).invokeExact(method);
            MethodHandle control = find("SSL_CTX_ctrl", FunctionDescriptor.of(LONG, PTR, INT, LONG, PTR));
            long mode = (long) control.invokeExact(context, CTRL_MODE, MODE, MemorySegment.NULL);
            long ahead = (long) control.invokeExact(context, CTRL_READ_AHEAD, 1L, MemorySegment.NULL);
            if (mode < 0 || ahead < 0) {
                throw new IllegalStateException("SSL_CTX_ctrl: refused");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("libssl: " + t, t);
        }
    }

    @SuppressWarnings("restricted") // As above.
    private MethodHandle find(String name, FunctionDescriptor shape) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), shape);
    }

    MemorySegment open(int fd) throws IOException {
        try {
            var ssl = (MemorySegment) newConnection.invokeExact(context);
            if ((int) setDescriptor.invokeExact(ssl, fd) != 1) {
                throw new IOException("SSL_set_fd: failed");
            }
            return ssl;
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    void free(MemorySegment ssl) throws IOException {
        try {
            free.invokeExact(ssl);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** @return 1 when the handshake is done; -1 when it waits for the other side */
    long connect(MemorySegment ssl) throws IOException {
        try {
            clearErrors.invokeExact();
            return result("SSL_connect", ssl, (int) connect.invokeExact(ssl));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** @return how many bytes came; -1 when there are none now; 0 at the end */
    long read(MemorySegment ssl, MemorySegment into, int limit) throws IOException {
        try {
            clearErrors.invokeExact();
            return result("SSL_read", ssl, (int) read.invokeExact(ssl, into, limit));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** @return how many bytes were taken; -1 when none are now */
    long write(MemorySegment ssl, MemorySegment from, int length) throws IOException {
        try {
            clearErrors.invokeExact();
            return result("SSL_write", ssl, (int) write.invokeExact(ssl, from, length));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private long result(String call, MemorySegment ssl, int result) throws Throwable {
        if (result > 0) {
            return result;
        }
        int reason = (int) error.invokeExact(ssl, result);
        return switch (reason) {
            case WANT_READ, WANT_WRITE -> -1;
            case ZERO_RETURN -> 0;
            default -> throw new IOException(call + ": error " + reason + "; see SSL_get_error(3)");
        };
    }

    private static IOException failed(Throwable t) {
        return t instanceof IOException e ? e : new IOException("libssl: " + t, t);
    }
}
