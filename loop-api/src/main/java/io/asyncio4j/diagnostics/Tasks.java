// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.PrintStream;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Prints the tasks of another JVM of the same user; {@code python -m asyncio ps PID} and {@code pstree PID}:
 *
 * <pre>
 * java -cp loop-api.jar io.asyncio4j.diagnostics.Tasks ps PID
 * java -cp loop-api.jar io.asyncio4j.diagnostics.Tasks pstree PID
 * </pre>
 *
 * <p>
 * That JVM needs no preparation: the program attaches to it, starts its local management agent, and has it make a
 * {@link TasksBean} unless there is one. Only where this library is not on that JVM's own class path or module path, as in
 * an application server, the program has to call {@link TasksBean#register()} itself.
 */
public final class Tasks {

    private static final String USAGE = "usage: java -cp loop-api.jar io.asyncio4j.diagnostics.Tasks ps|pstree PID";

    private Tasks() {}

    /**
     * Prints to the standard output, or says on the error output what is wrong and exits with 1, with 2 if the arguments
     * are wrong.
     *
     * @param args {@code ps} or {@code pstree}, and a process id
     */
    public static void main(String... args) {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length != 2 || !(args[0].equals("ps") || args[0].equals("pstree"))) {
            err.println(USAGE);
            return 2;
        }
        try {
            TasksMXBeanText text = args[0].equals("ps") ? TasksMXBean::ps : TasksMXBean::pstree;
            out.println(ask(args[1], text));
            return 0;
        } catch (AttachNotSupportedException | IOException | JMException | RuntimeException failed) {
            err.println(args[0] + ": process " + args[1] + " cannot be looked into: " + failed
                    + "; it must be a running JVM of the same user with asyncio4j in it");
            return 1;
        }
    }

    private interface TasksMXBeanText {
        String of(TasksMXBean tasks);
    }

    // The address comes from a JVM of the same user, on this machine, which the user named.
    @SuppressWarnings("BanJNDI")
    private static String ask(String pid, TasksMXBeanText text)
            throws AttachNotSupportedException, IOException, JMException {
        VirtualMachine jvm = VirtualMachine.attach(pid);
        String address;
        try {
            address = jvm.startLocalManagementAgent();
        } finally {
            jvm.detach();
        }
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName name = new ObjectName(TasksMXBean.OBJECT_NAME);
            if (!server.isRegistered(name)) {
                try {
                    server.createMBean(TasksBean.class.getName(), name);
                } catch (InstanceAlreadyExistsException meanwhile) {
                    // Somebody else looks into it, too.
                    return text.of(JMX.newMXBeanProxy(server, name, TasksMXBean.class));
                }
            }
            return text.of(JMX.newMXBeanProxy(server, name, TasksMXBean.class));
        }
    }
}
