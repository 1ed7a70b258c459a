// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * {@link TasksMXBean} of this JVM. Any thread. Nobody registers it by default, which would load the management classes
 * into each program: {@link Tasks} registers it when it looks into a JVM, and {@link #register()} is for programs that
 * other JMX clients look at.
 */
public final class TasksBean implements TasksMXBean {

    private static final long PATIENCE_MILLIS = 500;

    /** Makes one; it has no state of its own. */
    public TasksBean() {}

    /**
     * Registers one with the platform's MBean server, unless there is one. Needs the module java.management.
     *
     * @throws IllegalStateException if the server refuses it
     */
    public static void register() {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(new TasksBean(), new ObjectName(OBJECT_NAME));
        } catch (InstanceAlreadyExistsException present) {
            // So be it: all of them tell the same.
            return;
        } catch (JMException refused) {
            throw new IllegalStateException("register: the MBean server refused " + OBJECT_NAME, refused);
        }
    }

    @Override
    public List<TaskSnapshot> getTasks() {
        List<TaskSnapshot> all = new ArrayList<>();
        for (Set<Task<?>> ofLoop : TaskRegistry.snapshotOfAllLoops()) {
            all.addAll(look(ofLoop.iterator().next().loop(), ofLoop));
        }
        return all;
    }

    /** On the loop, where nothing moves meanwhile; or beside it, if it is not running or does not answer. */
    private static List<TaskSnapshot> look(AbstractEventLoop loop, Set<Task<?>> tasks) {
        if (loop.isRunning()) {
            CompletableFuture<List<TaskSnapshot>> answer = new CompletableFuture<>();
            try {
                loop.callSoonThreadsafe(() -> answer.complete(snapshots(tasks)));
                return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (TimeoutException | ExecutionException | IllegalStateException noAnswer) {
                return snapshots(tasks);
            }
        }
        return snapshots(tasks);
    }

    private static List<TaskSnapshot> snapshots(Set<Task<?>> tasks) {
        return tasks.stream().filter(task -> !task.done()).map(TaskSnapshot::of).toList();
    }

    @Override
    public String ps() {
        return TaskTable.of(getTasks());
    }

    @Override
    public String pstree() {
        return TaskTree.of(getTasks());
    }
}
