package io.kinedex.ingest.http;

import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the validator says of a request, for people. Stateless; any thread. */
final class Validation {
    private static final Pattern UNLISTED =
            Pattern.compile("Property \"(.*)\" does not match additional properties schema");

    private Validation() {}

    static String text(ValidatorException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (!(refusal instanceof SchemaValidationException schema)) {
            return message;
        }
        List<OutputUnit> errors = schema.getOutputUnit().getErrors();
        if (errors == null || errors.isEmpty()) {
            return message;
        }
        int reason = message.indexOf(" Reason: ");
        String subject = reason < 0 ? message : message.substring(0, reason);
        return errors.stream()
                .max(Comparator.comparingInt(Validation::depth))
                .map(deepest -> "%s %s%s".formatted(subject, place(deepest), said(deepest)))
                .orElse(message);
    }

    private static int depth(OutputUnit unit) {
        return (int) unit.getInstanceLocation().chars().filter(c -> c == '/').count();
    }

    /** {@code engines.objects: }; empty for the whole. */
    private static String place(OutputUnit unit) {
        String pointer = unit.getInstanceLocation();
        String path = pointer.startsWith("#/") ? pointer.substring(2) : "";
        return path.isEmpty() ? "" : path.replace('/', '.') + ": ";
    }

    private static String said(OutputUnit unit) {
        String error = String.valueOf(unit.getError());
        Matcher unlisted = UNLISTED.matcher(error);
        return unlisted.matches() ? "'%s' is not known there".formatted(unlisted.group(1)) : error;
    }
}
