// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file that is only memory, so no system can send it by itself. One thread at a time. */
public final class HeapFile extends FileChannel {

    private final byte[] bytes;
    private final Runnable onRead;
    private long position;

    /**
     * Makes one.
     *
     * @param bytes what it holds
     * @param onRead called by whoever reads
     */
    public HeapFile(byte[] bytes, Runnable onRead) {
        this.bytes = bytes;
        this.onRead = onRead;
    }

    @Override
    public int read(ByteBuffer target) {
        int count = read(target, position);
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public int read(ByteBuffer target, long from) {
        onRead.run();
        if (from >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), bytes.length - from);
        target.put(bytes, (int) from, count);
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    protected void implCloseChannel() {}

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        throw new IOException("not part of this file");
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public int write(ByteBuffer source, long at) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public void force(boolean metaData) {}

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
        throw new IOException("not part of this file");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) throws IOException {
        throw new IOException("not part of this file");
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) throws IOException {
        throw new IOException("not part of this file");
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) throws IOException {
        throw new IOException("not part of this file");
    }
}
