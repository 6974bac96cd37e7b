package io.qubinode.mcp.airflow.testing;

import com.sun.jna.NativeLibrary;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test where libvirt's client library is missing, but not in continuous integration: there it must fail. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsLibvirt.Condition.class)
public @interface NeedsLibvirt {

    /** Looks for the library. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if ("true".equals(System.getenv("CI"))) {
                return ConditionEvaluationResult.enabled("CI is true");
            }
            try {
                NativeLibrary.getInstance("virt");
                return ConditionEvaluationResult.enabled("libvirt's library is installed");
            } catch (UnsatisfiedLinkError e) {
                return ConditionEvaluationResult.disabled("libvirt's library is not installed (Debian: libvirt0)");
            }
        }
    }
}
