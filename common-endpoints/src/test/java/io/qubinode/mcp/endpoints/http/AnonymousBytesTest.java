package io.qubinode.mcp.endpoints.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.qubinode.mcp.endpoints.http.AnonymousConnections.Bounds;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What strangers send counts until it is gone, however many send at once. */
class AnonymousBytesTest {

    private final AnonymousConnections strangers =
            new AnonymousConnections(new Bounds(10, 10, 100, 80, Duration.ofMinutes(1)), address -> false);

    @Test
    void whatHasNoRoomYetIsNotReadBeforeTheClosedOneIsGone() {
        var large = new Stranger();
        var other = new Stranger();
        assertThat(large.sends(70)).isTrue();
        assertThat(other.sends(60)).as("the larger one is still there").isFalse();
        assertThat(large.isClosing()).isTrue();
        assertThat(large.sends(1)).as("of one that is closed nothing is read").isFalse();
        assertThat(other.config().isAutoRead()).isFalse();
        large.endsNow();
        other.advanceTimeBy(5, TimeUnit.MILLISECONDS);
        other.runScheduledPendingTasks();
        assertThat(other.hasReadSomething()).isTrue();
        assertThat(other.config().isAutoRead()).isTrue();
        assertThat(other.sends(1)).isTrue();
    }

    @Test
    void theLargestIsClosedAlsoWhenItIsTheOneThatSends() {
        var small = new Stranger();
        var large = new Stranger();
        assertThat(small.sends(30)).isTrue();
        assertThat(large.sends(75)).isFalse();
        assertThat(large.isClosing()).isTrue();
        assertThat(small.sends(30)).isTrue();
        assertThat(small.isClosing()).isFalse();
    }

    @Test
    void oneAloneMaySendOnlySoMuch() {
        var one = new Stranger();
        assertThat(one.sends(80)).isTrue();
        assertThat(one.sends(1)).isFalse();
        assertThat(one.isClosing()).isTrue();
    }

    /** A connection that ends only when it is told to, as one of another event loop does. */
    private final class Stranger extends EmbeddedChannel {

        private ChannelHandlerContext asked;
        private ChannelPromise end;

        private Stranger() {
            pipeline().addFirst(strangers.count());
            pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
                @Override
                public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
                    asked = ctx;
                    end = promise;
                }
            });
            pipeline().fireChannelActive();
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("192.0.2.1", 1);
        }

        boolean sends(int count) {
            writeInbound(Unpooled.wrappedBuffer(new byte[count]));
            return hasReadSomething();
        }

        boolean hasReadSomething() {
            ByteBuf read = readInbound();
            return read != null && read.release();
        }

        boolean isClosing() {
            return asked != null;
        }

        void endsNow() {
            asked.close(end);
            runPendingTasks();
        }
    }
}
