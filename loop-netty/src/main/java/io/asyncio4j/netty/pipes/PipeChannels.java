// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.netty.poll.OwnedChannels;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/** Which channels may become pipes of the loop: asyncio's check of the file's mode, with the means of the JDK. Loop only. */
final class PipeChannels {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private PipeChannels() {}

    /**
     * Refuses what is no pipe, and takes what is one.
     *
     * @throws IllegalArgumentException if it is closed, or something else than a pipe, a socket or a terminal
     * @throws IllegalStateException if it belongs to a transport already
     */
    static void take(String operation, Channel pipe) throws IOException {
        Objects.requireNonNull(pipe, () -> operation + ": pipe is null; give an open channel");
        if (!pipe.isOpen()) {
            throw new IllegalArgumentException(operation + ": " + pipe + " is closed; give an open channel");
        }
        switch (pipe) {
            case Pipe.SourceChannel source -> {}
            case Pipe.SinkChannel sink -> {}
            case SocketChannel socket -> {
                if (!socket.isConnected()) {
                    throw new IllegalArgumentException(
                            operation + ": " + socket + " is not connected; connect it first");
                }
            }
            case FileChannel file -> requireStream(operation, file);
            default -> throw new IllegalArgumentException(operation + ": " + pipe
                    + " is no pipe; give an end of a Pipe, a SocketChannel, or a FileChannel of a named pipe or a terminal");
        }
        if (!OwnedChannels.take(pipe)) {
            throw new IllegalStateException(
                    operation + ": " + pipe + " is used by another transport; give each its own channel");
        }
        if (pipe instanceof SelectableChannel selectable) {
            try {
                selectable.configureBlocking(false);
            } catch (IOException | RuntimeException e) {
                OwnedChannels.giveBack(pipe);
                throw e;
            }
        }
    }

    /** Pipes and terminals have no position; regular files, directories and the null device have. */
    private static void requireStream(String operation, FileChannel file) {
        try {
            file.position(file.position());
        } catch (IOException noPosition) {
            return;
        }
        throw new IllegalArgumentException(operation + ": " + file
                + " is a regular file or a device like one, which is always ready; read and write it directly");
    }

    static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "close: " + channel + " complained", e);
        }
    }
}
