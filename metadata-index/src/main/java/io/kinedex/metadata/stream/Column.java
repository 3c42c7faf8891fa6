package io.kinedex.metadata.stream;

/** The column families of the database, one per purpose. docs/adr/0004 tells why; {@link Layout} tells what is in them. */
enum Column {
    /** Identity, format, the head and the horizon. RocksDB insists on a column family of this name. */
    META("default"),
    /** Shard and sequence number to record. */
    RECORDS("records"),
    /** Sequence number to shard, arrival, id and size: the order of arrival over all shards. */
    LOG("log"),
    /** Record id to sequence number, of the records that are kept. */
    IDS("ids"),
    /** Stream name to what is known of it. */
    STREAMS("streams"),
    /** Stream name to its newest checkpoint. */
    CHECKPOINTS("checkpoints");

    private final String id;

    Column(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }
}
