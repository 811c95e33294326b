// What the admin service says, as messages.
#ifndef VERKAN_SERVICES_ADMIN_MESSAGES_H_
#define VERKAN_SERVICES_ADMIN_MESSAGES_H_

#include "eventstore/backup.h"
#include "verkan/admin/v1/admin_service.pb.h"

namespace verkan::services {

inline admin::v1::Backup ToMessage(const eventstore::Backup& backup) {
  admin::v1::Backup message;
  message.set_id(backup.id);
  message.set_created_at(backup.created_at_micros);
  message.set_size(backup.checkpoint.size);
  message.set_root_hash(backup.checkpoint.root.data(), backup.checkpoint.root.size());
  message.set_bytes(backup.bytes);
  message.set_checkpoint(backup.note);
  return message;
}

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ADMIN_MESSAGES_H_
