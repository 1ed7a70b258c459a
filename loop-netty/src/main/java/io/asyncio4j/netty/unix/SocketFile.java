// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.unix;

import io.asyncio4j.net.UnixAddress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The file of a unix socket that is bound to a path: removed when it is stale, left alone when it is something else, and
 * removed at the end if it is still the same. Any thread.
 */
public final class SocketFile {

    /** Linux's {@code sun_path} takes 108, its end included; the JDK and Netty refuse one less. */
    private static final int MOST_BYTES = 106;

    /** Of {@code st_mode}: the kind of the file, and the kind of a socket. */
    private static final int KIND = 0170000;

    private static final int SOCKET = 0140000;

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private final Path path;
    private final Object inode;

    private SocketFile(Path path, Object inode) {
        this.path = path;
        this.inode = inode;
    }

    /**
     * Refuses what the system would cut off.
     *
     * @param operation for the text of the error
     * @param address path or abstract name
     * @throws SocketException when it is too long
     */
    public static void requireFits(String operation, UnixAddress address) throws SocketException {
        int bytes = address.name().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw new SocketException(operation + ": AF_UNIX path too long: " + address + " has " + bytes
                    + " bytes, and at most " + MOST_BYTES + " fit; use a shorter or a relative path");
        }
    }

    /**
     * Makes room for a socket that is to be bound: removes the file of another socket, even of one that is in use.
     *
     * @param operation for the text of errors
     * @param address path or abstract name
     * @throws BindException when something else is there
     */
    public static void makeRoom(String operation, UnixAddress address) throws BindException {
        if (address.isAbstract()) {
            return;
        }
        Path path = Path.of(address.name());
        try {
            if (((int) Files.getAttribute(path, "unix:mode") & KIND) == SOCKET) {
                Files.delete(path);
            }
        } catch (NoSuchFileException nothingThere) {
            // As it should be.
        } catch (IOException | RuntimeException error) {
            LOG.log(Level.ERROR, operation + ": Unable to check or remove stale UNIX socket " + path
                    + "; binding is tried all the same", error);
        }
        // Netty's native code removes whatever is there before it binds.
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw inUse(operation, address);
        }
    }

    static BindException inUse(String operation, UnixAddress address) {
        return new BindException("[Errno 98] " + operation + ": Address already in use: " + address
                + " is there, and cannot be replaced; choose another path, or remove it");
    }

    /**
     * Takes down which file a bound socket has.
     *
     * @param address path or abstract name
     * @return the file, or null if there is none
     */
    static @Nullable SocketFile of(UnixAddress address) {
        if (address.isAbstract() || address.name().isEmpty()) {
            return null;
        }
        Path path = Path.of(address.name());
        try {
            Object inode = inode(path);
            return inode == null ? null : new SocketFile(path, inode);
        } catch (IOException gone) {
            return null;
        }
    }

    private static @Nullable Object inode(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Removes the file if it is still the same. While the socket is open, no other file can have its inode. */
    void cleanUp() {
        try {
            if (inode.equals(inode(path))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException gone) {
            // Somebody else has removed it.
        } catch (IOException error) {
            LOG.log(Level.ERROR, "close: Unable to clean up listening UNIX socket " + path, error);
        }
    }
}
