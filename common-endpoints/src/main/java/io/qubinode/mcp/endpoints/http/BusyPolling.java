package io.qubinode.mcp.endpoints.http;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.IntSupplier;
import io.vertx.core.impl.transports.JDKTransport;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * Vert.x's transport of the JDK, but an event loop that has nothing more to do looks for {@link #NANOS} whether something comes before
 * it sleeps, as Linux does with {@code net.core.busy_poll}. Neither a virtual thread's answer nor a client's next request, when it
 * comes at once, then waits for a core to wake up. Without {@code quarkus.vertx.prefer-native-transport} it is not used.
 *
 * @see <a href="https://netty.io/4.1/api/io/netty/channel/SelectStrategy.html">SelectStrategy</a>
 */
public final class BusyPolling extends JDKTransport {

    /** More than a client on the same machine takes to ask again. It is also what an event loop that is woken for little costs more. */
    static final long NANOS = 100_000;

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        var group = new NioEventLoopGroup(
                threads, factory, SelectorProvider.provider(), () -> new Strategy(System::nanoTime));
        group.setIoRatio(ioRatio);
        return group;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return domainSocket ? super.serverChannelFactory(true) : BoundedListener::new;
    }

    /**
     * For one event loop, and its thread only. Whatever stands between a request and its answer comes before a look for the next one:
     * others that this core is to run, and tasks, which are answers for the most part.
     */
    static final class Strategy implements SelectStrategy {

        private final LongSupplier nanoTime;
        private boolean looking;
        private boolean onlyTasks;
        private long since;

        Strategy(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
            if (hasTasks && !onlyTasks) {
                // Not twice in a row, or who keeps it busy with tasks would keep all others out.
                onlyTasks = true;
                looking = false;
                return 0;
            }
            onlyTasks = false;
            if (!hasTasks && !looking) {
                looking = true;
                since = nanoTime.getAsLong();
                return afterOthers();
            }
            int ready = selectNow.get();
            if (hasTasks || ready > 0) {
                looking = false;
                return ready;
            }
            if (nanoTime.getAsLong() - since >= NANOS) {
                looking = false;
                return SELECT;
            }
            return afterOthers();
        }

        private static int afterOthers() {
            Thread.yield();
            return CONTINUE;
        }
    }
}
