// The receipt of a report: what in the log it rests on.
#ifndef VERKAN_PROJECTIONS_REPORT_RECEIPT_H_
#define VERKAN_PROJECTIONS_REPORT_RECEIPT_H_

#include <string>

#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

// One sentence: position, time, log and root hash in base64. Another if the report is as of a time
// before the log began.
std::string ReceiptText(const report::v1::Receipt& receipt, report::v1::Language language);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REPORT_RECEIPT_H_
