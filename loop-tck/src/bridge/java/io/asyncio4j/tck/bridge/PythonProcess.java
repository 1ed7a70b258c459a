// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** A child process of Python's, as far as the system tells of it: its streams belong to asyncio. */
public final class PythonProcess extends Process {

    private final long pid;

    /** Made by Python. */
    public PythonProcess(long pid) {
        this.pid = pid;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public ProcessHandle toHandle() {
        return ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("process " + pid + " has ended"));
    }

    @Override
    public void destroy() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    @Override
    public OutputStream getOutputStream() {
        throw new UnsupportedOperationException("the streams belong to asyncio");
    }

    @Override
    public InputStream getInputStream() {
        throw new UnsupportedOperationException("the streams belong to asyncio");
    }

    @Override
    public InputStream getErrorStream() {
        throw new UnsupportedOperationException("the streams belong to asyncio");
    }

    /** Waits until asyncio has taken notice of the end; what it ended with is asyncio's to tell. */
    @Override
    public int waitFor() throws InterruptedException {
        while (isAlive()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return 0;
    }

    @Override
    public int exitValue() {
        throw new UnsupportedOperationException("asyncio knows it");
    }
}
