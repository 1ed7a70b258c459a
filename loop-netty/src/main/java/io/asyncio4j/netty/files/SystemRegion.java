// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.files;

import io.asyncio4j.netty.channel.LoopBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
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
     * @param buffers of the loop
     */
    static SystemRegion of(FilePart part, boolean epoll, LoopBuffers buffers) {
        return epoll ? new OfEpoll(part) : new OfAny(part, buffers);
    }

    /**
     * For epoll. Netty's class is told that it has no bytes at all, so that it never finds the file too short when the socket
     * takes nothing; the real count is that of the overriding method.
     */
    final class OfEpoll extends DefaultFileRegion implements SystemRegion {
        private final FilePart part;
        private boolean stopped;

        /** What the count was when it was last looked up, and how much had left when it was last asked for. */
        private long known;

        private long askedAt = -1;

        OfEpoll(FilePart part) {
            super(part.file(), part.offset(), 0);
            this.part = part;
        }

        /** Looked up once a turn and not once a call: again only where nothing has left since, or all. */
        @Override
        public long count() {
            long sent = transferred();
            if (stopped) {
                return sent;
            }
            if (sent == askedAt || sent >= known) {
                known = Math.max(sent, part.count());
            }
            askedAt = sent;
            return known;
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

    /**
     * For the others. To a socket of its own the JDK copies without going through memory. Netty's io_uring wants the bytes in a
     * buffer: its own way past memory knows no offset above 2 GiB, and not how much has left when it fails.
     */
    final class OfAny extends AbstractReferenceCounted implements SystemRegion {
        /** No more than a turn should take. */
        private static final long MOST_BYTES = 8 * 1024 * 1024;

        /** What Netty's io_uring asks for at a time; the JDK would read it in pieces of 8 KiB. */
        private static final long BLOCK_BYTES = 64 * 1024;

        private final FilePart part;
        private final LoopBuffers buffers;
        private boolean stopped;
        private long transferred;

        OfAny(FilePart part, LoopBuffers buffers) {
            this.part = part;
            this.buffers = buffers;
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
            long from = part.offset() + position;
            long left = count() - position;
            ByteBuf block = target instanceof SelectableChannel ? null : buffers.toRead();
            long sent = block == null
                    ? part.file().transferTo(from, Math.min(left, MOST_BYTES), target)
                    : copy(block, from, (int) Math.min(left, BLOCK_BYTES), target);
            transferred += sent;
            return sent;
        }

        private int copy(ByteBuf block, long from, int length, WritableByteChannel target) throws IOException {
            try {
                return block.writeBytes(part.file(), from, length) > 0 ? target.write(block.nioBuffer()) : 0;
            } finally {
                block.release();
            }
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
