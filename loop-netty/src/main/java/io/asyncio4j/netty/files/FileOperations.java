// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.files;

import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.FileTransport;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.SendfileNotAvailableException;
import java.nio.channels.FileChannel;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;

/** Files by transports of one loop: what {@code NetworkOperations} promises. Loop only. */
public final class FileOperations {

    private final ChannelLoop home;

    /** Those that send a file, in whichever way. */
    private final Set<BaseTransport> busy = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Makes the operations of a loop.
     *
     * @param home the loop
     */
    public FileOperations(ChannelLoop home) {
        this.home = home;
    }

    /**
     * Sends a file.
     *
     * @param transport where to
     * @param file the file
     * @param options which part, and how
     * @return how many bytes were sent
     */
    public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
        Objects.requireNonNull(transport, "sendfile: transport is null; say where to send the file");
        Objects.requireNonNull(file, "sendfile: file is null; give an open file");
        Objects.requireNonNull(options, "sendfile: options is null; use SendfileOptions.ALL");
        home.check("sendfile");
        if (transport.isClosing()) {
            throw new IllegalStateException("sendfile: Transport is closing: " + transport + "; open another one");
        }
        if (!(transport instanceof FileTransport stream)) {
            throw new IllegalStateException(
                    "sendfile: sendfile is not supported for transport " + transport + "; give one of a stream socket");
        }
        if (stream.isOutputEnded()) {
            throw new IllegalStateException("sendfile: the output of " + transport
                    + " was ended by writeEof(); send the file before that");
        }
        if (!busy.add(transport)) {
            throw new IllegalStateException(
                    "sendfile: sendfile is in progress on " + transport + " already; await it first");
        }
        FilePart part = FilePart.of(file, options);
        boolean started = false;
        try {
            Future<Long> done = start(stream, part, options.fallback());
            started = true;
            return done;
        } finally {
            if (!started) {
                busy.remove(transport);
            }
        }
    }

    private Future<Long> start(FileTransport stream, FilePart part, boolean fallback) {
        Runnable atEnd = () -> busy.remove(stream);
        if (stream.sendsFiles() && part.isOfTheSystem()) {
            return new SystemSending(home, stream, part, atEnd).start();
        }
        if (!fallback) {
            if (!stream.sendsFiles()) {
                throw new IllegalStateException("sendfile: fallback is disabled and native sendfile is not supported"
                        + " for transport " + stream + "; allow the fallback");
            }
            throw new SendfileNotAvailableException("sendfile: fallback is disabled and the system cannot send "
                    + part.file() + " by itself; allow the fallback");
        }
        return new FallbackSending(home, stream, part, atEnd).start();
    }
}
