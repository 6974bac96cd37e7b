package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a call asks for, as it is kept with the machine and compared with a repeat. */
final class RequestFingerprint {

    private RequestFingerprint() {}

    /** By argument; of what may hold a secret only a digest. */
    static Map<String, String> of(CreateVm input) {
        var asked = new TreeMap<String, String>();
        asked.put("image", input.image());
        asked.put("memory", Integer.toString(input.memory()));
        asked.put("cpus", Integer.toString(input.cpus()));
        asked.put("disk_size", Integer.toString(input.diskSize()));
        input.network().ifPresent(network -> asked.put("network", network));
        input.sshKey().ifPresent(key -> asked.put("ssh_key", digest(String.join("\n", SshKeys.of(key)))));
        input.userData().ifPresent(text -> asked.put("user_data", digest(text)));
        input.packages().filter(list -> !list.isEmpty()).ifPresent(list -> asked.put("packages", joined(list)));
        input.labels().filter(list -> !list.isEmpty()).ifPresent(list -> asked.put("labels", joined(list)));
        input.uefi().filter(wanted -> wanted).ifPresent(wanted -> asked.put("uefi", "true"));
        input.autostart().filter(wanted -> wanted).ifPresent(wanted -> asked.put("autostart", "true"));
        return asked;
    }

    /** What differs, such as {@code memory is 2048, not 4096}. */
    static List<String> differences(Map<String, String> wanted, Map<String, String> there) {
        var names = new TreeSet<>(wanted.keySet());
        names.addAll(there.keySet());
        return names.stream()
                .filter(name -> !wanted.getOrDefault(name, "").equals(there.getOrDefault(name, "")))
                .flatMap(name -> Stream.of(difference(name, wanted.get(name), there.get(name))))
                .toList();
    }

    private static String difference(String name, String wanted, String there) {
        return name.equals("ssh_key") || name.equals("user_data")
                ? name + " is another"
                : name + " is " + (there == null ? "not set" : there) + ", not "
                        + (wanted == null ? "left out" : wanted);
    }

    private static String joined(List<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
