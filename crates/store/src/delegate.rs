/// All methods of [`Store`](crate::Store) but `commit` and `scrub`, handed on to a field that is a
/// store: for stores that only watch or disturb what is written.
#[macro_export]
macro_rules! delegate_reads {
    ($inner:ident) => {
        fn documents(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<Option<$crate::Documents>, $crate::StoreError> {
            self.$inner.documents(list)
        }

        fn lists(
            &self,
            after: Option<&::sealroll_wire::ListId>,
            limit: usize,
        ) -> Result<Vec<::sealroll_wire::ListId>, $crate::StoreError> {
            self.$inner.lists(after, limit)
        }

        fn list_state(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<$crate::ListState, $crate::StoreError> {
            self.$inner.list_state(list)
        }

        fn statement(
            &self,
            list: &::sealroll_wire::ListId,
            id: &::sealroll_wire::StatementId,
        ) -> Result<Option<$crate::StatementRow>, $crate::StoreError> {
            self.$inner.statement(list, id)
        }

        fn statements(
            &self,
            list: &::sealroll_wire::ListId,
            epoch: ::sealroll_wire::Epoch,
        ) -> Result<Vec<$crate::StatementRow>, $crate::StoreError> {
            self.$inner.statements(list, epoch)
        }

        fn statements_from(
            &self,
            list: &::sealroll_wire::ListId,
            from: ::sealroll_wire::Serial,
            limit: usize,
        ) -> Result<Vec<$crate::StatementRow>, $crate::StoreError> {
            self.$inner.statements_from(list, from, limit)
        }

        fn last_statement(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<Option<::sealroll_wire::Serial>, $crate::StoreError> {
            self.$inner.last_statement(list)
        }

        fn open_epochs(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<Vec<::sealroll_wire::Epoch>, $crate::StoreError> {
            self.$inner.open_epochs(list)
        }

        fn generations(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<Vec<::sealroll_wire::Generation>, $crate::StoreError> {
            self.$inner.generations(list)
        }

        fn record_logs(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<Vec<$crate::RecordLogRow>, $crate::StoreError> {
            self.$inner.record_logs(list)
        }

        fn is_deleted(
            &self,
            list: &::sealroll_wire::ListId,
            generation: ::sealroll_wire::Generation,
        ) -> Result<bool, $crate::StoreError> {
            self.$inner.is_deleted(list, generation)
        }

        fn is_forgotten(&self, list: &::sealroll_wire::ListId) -> Result<bool, $crate::StoreError> {
            self.$inner.is_forgotten(list)
        }

        fn head(&self, log: $crate::LogId) -> Result<Option<$crate::LogHead>, $crate::StoreError> {
            self.$inner.head(log)
        }

        fn cosigned(
            &self,
            log: $crate::LogId,
        ) -> Result<Option<$crate::LogHead>, $crate::StoreError> {
            self.$inner.cosigned(log)
        }

        fn entries(
            &self,
            log: $crate::LogId,
            first: u64,
            count: u64,
        ) -> Result<Vec<$crate::EntryBytes>, $crate::StoreError> {
            self.$inner.entries(log, first, count)
        }

        fn tile(
            &self,
            log: $crate::LogId,
            level: u8,
            index: u64,
        ) -> Result<Option<Vec<u8>>, $crate::StoreError> {
            self.$inner.tile(log, level, index)
        }

        fn log_documents(
            &self,
            list: &::sealroll_wire::ListId,
            from: u64,
            limit: usize,
        ) -> Result<Vec<$crate::DocumentRow>, $crate::StoreError> {
            self.$inner.log_documents(list, from, limit)
        }

        fn find_record(
            &self,
            list: &::sealroll_wire::ListId,
            enc: &[u8; 32],
        ) -> Result<Option<$crate::FoundRecord>, $crate::StoreError> {
            self.$inner.find_record(list, enc)
        }

        fn find_records(
            &self,
            records: &[(::sealroll_wire::ListId, [u8; 32])],
        ) -> Result<Vec<Option<$crate::FoundRecord>>, $crate::StoreError> {
            self.$inner.find_records(records)
        }

        fn find_entry(
            &self,
            list: &::sealroll_wire::ListId,
            record: &::sealroll_wire::RecordId,
        ) -> Result<Option<$crate::EntryPlace>, $crate::StoreError> {
            self.$inner.find_entry(list, record)
        }

        fn envelopes(
            &self,
            list: &::sealroll_wire::ListId,
            generation: ::sealroll_wire::Generation,
            epoch: ::sealroll_wire::Epoch,
            from: u64,
            limit: usize,
        ) -> Result<Vec<$crate::Envelope>, $crate::StoreError> {
            self.$inner.envelopes(list, generation, epoch, from, limit)
        }

        fn stored_records(
            &self,
            list: &::sealroll_wire::ListId,
            epoch: ::sealroll_wire::Epoch,
        ) -> Result<Vec<(::sealroll_wire::Generation, u64)>, $crate::StoreError> {
            self.$inner.stored_records(list, epoch)
        }

        fn epoch_state(
            &self,
            list: &::sealroll_wire::ListId,
            epoch: ::sealroll_wire::Epoch,
        ) -> Result<$crate::EpochState, $crate::StoreError> {
            self.$inner.epoch_state(list, epoch)
        }

        fn last_instruction(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<Option<$crate::InstructionRow>, $crate::StoreError> {
            self.$inner.last_instruction(list)
        }

        fn has_reader(
            &self,
            list: &::sealroll_wire::ListId,
            reader: &[u8; 32],
        ) -> Result<bool, $crate::StoreError> {
            self.$inner.has_reader(list, reader)
        }

        fn has_nonce(
            &self,
            list: &::sealroll_wire::ListId,
            nonce: &[u8; 16],
        ) -> Result<bool, $crate::StoreError> {
            self.$inner.has_nonce(list, nonce)
        }

        fn feeds(
            &self,
            list: &::sealroll_wire::ListId,
            from: u64,
            limit: usize,
        ) -> Result<Vec<::sealroll_wire::FeedSummary>, $crate::StoreError> {
            self.$inner.feeds(list, from, limit)
        }

        fn feed(
            &self,
            list: &::sealroll_wire::ListId,
            feed: u64,
        ) -> Result<Option<$crate::FeedRow>, $crate::StoreError> {
            self.$inner.feed(list, feed)
        }

        fn last_feed(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<Option<$crate::FeedRow>, $crate::StoreError> {
            self.$inner.last_feed(list)
        }

        fn feed_page(
            &self,
            list: &::sealroll_wire::ListId,
            feed: u64,
            page: u16,
        ) -> Result<Option<Vec<u8>>, $crate::StoreError> {
            self.$inner.feed_page(list, feed, page)
        }

        fn blob(
            &self,
            list: &::sealroll_wire::ListId,
        ) -> Result<Option<(u64, Vec<u8>)>, $crate::StoreError> {
            self.$inner.blob(list)
        }

        fn processor_statement(&self) -> Result<Option<(u64, Vec<u8>)>, $crate::StoreError> {
            self.$inner.processor_statement()
        }

        fn service_state(&self) -> Result<Option<$crate::ServiceState>, $crate::StoreError> {
            self.$inner.service_state()
        }
    };
}
