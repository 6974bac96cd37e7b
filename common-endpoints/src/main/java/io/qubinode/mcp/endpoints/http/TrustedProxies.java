package io.qubinode.mcp.endpoints.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The addresses of the reverse proxies that the configuration names: addresses, networks or names. */
final class TrustedProxies {

    private TrustedProxies() {}

    /** @param list with commas between; names are looked up once, and one that nobody knows is not a proxy */
    static Predicate<InetAddress> of(String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .flatMap(TrustedProxies::one)
                .reduce(address -> false, Predicate::or);
    }

    private static Stream<Predicate<InetAddress>> one(String part) {
        int slash = part.indexOf('/');
        if (slash > 0) {
            var network = new IpSubnetFilterRule(
                    part.substring(0, slash), Integer.parseInt(part.substring(slash + 1)), IpFilterRuleType.ACCEPT);
            return Stream.of(address -> network.matches(new InetSocketAddress(address, 0)));
        }
        InetAddress known = NetUtil.createInetAddressFromIpAddressString(part);
        return known == null ? named(part) : Stream.of(known::equals);
    }

    private static Stream<Predicate<InetAddress>> named(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name)).map(address -> address::equals);
        } catch (UnknownHostException e) {
            return Stream.empty();
        }
    }
}
