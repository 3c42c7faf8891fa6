package io.kinedex.inference.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.List;

/** Protocol Buffers messages by the numbers of their fields, without code made from a schema. Stateless. */
final class OnnxMessage {
    private OnnxMessage() {}

    /** A field of a message: its number, its length and what it holds, which is not copied. */
    static ByteString delimited(int field, ByteString value) {
        ByteString.Output head = ByteString.newOutput(10);
        CodedOutputStream out = CodedOutputStream.newInstance(head, 10);
        try {
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(value.size());
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory takes whatever is written", e);
        }
        return head.toByteString().concat(value);
    }

    /** Fields that are bytes are parts of {@code bytes}, not copied. */
    static UnknownFieldSet parsed(ByteString bytes) {
        CodedInputStream in = bytes.newCodedInput();
        in.enableAliasing(true);
        try {
            return UnknownFieldSet.newBuilder().mergeFrom(in).build();
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no Protocol Buffers message: " + e.getMessage(), e);
        }
    }

    static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(OnnxMessage::parsed)
                .toList();
    }

    static Field field(String... texts) {
        Field.Builder field = Field.newBuilder();
        for (String text : texts) {
            field.addLengthDelimited(ByteString.copyFromUtf8(text));
        }
        return field.build();
    }

    static String text(UnknownFieldSet message, int field) {
        List<String> all = texts(message, field);
        return all.isEmpty() ? "" : all.getFirst();
    }

    static List<String> texts(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }
}
