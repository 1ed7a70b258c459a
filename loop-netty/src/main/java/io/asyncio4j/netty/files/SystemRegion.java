// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.files;

import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A part of a file as Netty's channels send it. The loop's own thread only.
 *
 * <p>Netty asks how long a region is each time before it sends; the answer is what the file has at that moment, so a file that
 * grows is followed, and one that was cut off ends early, where Netty by itself would close the connection. A part that is
 * given up has nothing left to send. The file stays open.
 */
interface SystemRegion extends FileRegion {

    /** Ends it where it is. */
    void stop();

    /**
     * Makes a region.
     *
     * @param epoll whether the channel is one of epoll, which copies from the descriptors of Netty's own class only
     */
    static SystemRegion of(FilePart part, boolean epoll) {
        return epoll ? new OfEpoll(part) : new OfAny(part);
    }

    /**
     * For epoll. Netty's class is told that it has no bytes at all, so that it never finds the file too short when the socket
     * takes nothing; the real count is that of the overriding method.
     */
    final class OfEpoll extends DefaultFileRegion implements SystemRegion {
        private final FilePart part;
        private boolean stopped;

        OfEpoll(FilePart part) {
            super(part.file(), part.offset(), 0);
            this.part = part;
        }

        @Override
        public long count() {
            return stopped ? transferred() : Math.max(transferred(), part.count());
        }

        @Override
        public void stop() {
            stopped = true;
        }

        @Override
        protected void deallocate() {
            // The file is its owner's.
        }
    }

    /** For the others: the JDK copies, to a socket of its own without going through memory. */
    final class OfAny extends AbstractReferenceCounted implements SystemRegion {
        /** What io_uring reads ahead, and no more than a turn should take. */
        private static final long MOST_BYTES = 8 * 1024 * 1024;

        private final FilePart part;
        private boolean stopped;
        private long transferred;

        OfAny(FilePart part) {
            this.part = part;
        }

        @Override
        public long position() {
            return part.offset();
        }

        @Override
        @Deprecated
        public long transfered() {
            return transferred;
        }

        @Override
        public long transferred() {
            return transferred;
        }

        @Override
        public long count() {
            return stopped ? transferred : Math.max(transferred, part.count());
        }

        @Override
        public long transferTo(WritableByteChannel target, long position) throws IOException {
            FileChannel file = part.file();
            long sent = file.transferTo(
                    part.offset() + position, Math.min(count() - position, MOST_BYTES), target);
            transferred += sent;
            return sent;
        }

        @Override
        public void stop() {
            stopped = true;
        }

        @Override
        protected void deallocate() {
            // The file is its owner's.
        }

        @Override
        public FileRegion retain() {
            super.retain();
            return this;
        }

        @Override
        public FileRegion retain(int increment) {
            super.retain(increment);
            return this;
        }

        @Override
        public FileRegion touch() {
            return this;
        }

        @Override
        public FileRegion touch(Object hint) {
            return this;
        }
    }
}
