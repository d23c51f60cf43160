// Runs all tests; the last line is `N passed, N failed`.

import java.io.File
import kotlin.system.exitProcess

fun main() {
    val failed = TestProcessor().use { processor ->
        val (journey, oversight) = Journey(processor) to Oversight(processor)
        val keeping = Keeping(processor)
        val vectors = Vectors(File(System.getenv("SEALROLL_VECTORS")))
        val tests = listOf(
            journey::aVisitFromCodeToExport,
            journey::openingStopsWhenItIsToldTo,
            journey::receiptsOfOthersAndAlteredOnesAreRefused,
            journey::aLyingServerIsRefused,
            journey::formsNameTheFieldThatIsWrong,
            journey::aRestoredGuestRefusesWhatIsOlder,
            journey::keyFilesOpenWithTheRightSecretOnly,
            journey::aLostDeviceIsRestored,
            journey::punctureAndPurge,
            journey::aSyncSavesBeforeItCosignsAndKeepsOthersOut,
            journey::refusalsAndSilenceHaveCodes,
            journey::guestsDataIsNotPrinted,
            journey::closedObjectsRefuse,
            journey::objectsServeSeveralThreads,
            oversight::anAuthorityOpensWhatWasChosen,
            oversight::thereIsOneOrderAtATime,
            oversight::aWithdrawalIsGrantedAndCarriedOut,
            oversight::anAuditorVerifiesTheList,
            oversight::aGuestSeesThatTheOwnerHasTheSameLog,
            keeping::underDualControlTheAuthorityAloneReads,
            keeping::aGuestIsAnsweredAndTold,
            keeping::aSecondDeviceHelpsAndIsRevoked,
            keeping::aDeviceStartsAgainWithTheLogsThatItHadSeen,
            keeping::aDrillAndALoss,
            vectors::everyKindIsRunOrNamed,
            vectors::everyCaseThatCanBeExpressed,
        )
        val failed = tests.count { test ->
            val error = runCatching { test() }.exceptionOrNull()
            println("${test.name} ... ${if (error == null) "ok" else "FAILED"}")
            error?.printStackTrace()
            error != null
        }
        println("${tests.size - failed} passed, $failed failed")
        failed
    }
    exitProcess(if (failed == 0) 0 else 1)
}
