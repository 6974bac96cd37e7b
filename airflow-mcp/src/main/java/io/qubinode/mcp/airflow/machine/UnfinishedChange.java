package io.qubinode.mcp.airflow.machine;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A change of machines on its way, as it is noted on disk: enough to bring it to an end after a crash. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = UnfinishedCreation.class, name = "creation"),
    @JsonSubTypes.Type(value = UnfinishedRename.class, name = "rename")
})
public sealed interface UnfinishedChange permits UnfinishedCreation, UnfinishedRename {

    /** The change's, unique; the name of its file. */
    String id();

    /** The tool that makes it. */
    @JsonIgnore
    String operation();

    /** The machines that are claimed for it. */
    @JsonIgnore
    List<String> claimed();

    /** As another process must see it: since it was written, anything may have happened to what was made. */
    UnfinishedChange unsure();
}
